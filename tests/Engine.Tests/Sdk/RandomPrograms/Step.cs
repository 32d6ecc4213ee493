using System.Text;

namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>A step of a random program: what workflows get as their argument and act out.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Number">How often, how long or which way, as the kind has it.</param>
/// <param name="Steps">What it is made of.</param>
public sealed record Step(StepKind Kind, int Number = 0, IReadOnlyList<Step>? Steps = null)
{
    /// <summary>Whether it has no end of its own.</summary>
    public bool IsEndless => Kind is >= StepKind.SleepLong and <= StepKind.WaitForever;

    /// <summary>How many of its parts wait at once when it can go no further by itself.</summary>
    public int CountWaiting() => Kind switch
    {
        StepKind.CleanUp => Steps![0].CountWaiting(),
        StepKind.Parallel => Steps!.Sum(s => s.CountWaiting()),
        StepKind.Sequence => Steps![^1].CountWaiting(),
        _ => IsEndless ? 1 : 0,
    };

    /// <summary>Whether one of its parts is of a kind.</summary>
    public bool Has(StepKind kind) => Kind == kind || Steps?.Any(s => s.Has(kind)) == true;

    public override string ToString()
    {
        var text = new StringBuilder().Append(Kind).Append(Number == 0 ? "" : $" {Number}");
        return Steps is null ? text.ToString() : text.Append('[').AppendJoin(", ", Steps).Append(']').ToString();
    }
}
