namespace OpsFlow.Records.ChatTurn;

/// <summary>How good an answer is.</summary>
/// <param name="Grade">S, A, B or C.</param>
/// <param name="Score">1 to 5.</param>
/// <param name="Axes">Each axis, 1 to 5.</param>
/// <param name="Notes">What is wanting.</param>
public sealed record GradeData(
    string Grade, double Score, IReadOnlyDictionary<string, double> Axes, IReadOnlyList<string> Notes)
{
    /// <summary>What the rules counted.</summary>
    public IReadOnlyDictionary<string, double>? RuleAxes { get; init; }

    /// <summary>What a model said; null when none did.</summary>
    public IReadOnlyDictionary<string, double>? ModelAxes { get; init; }

    /// <summary>The model that was asked.</summary>
    public string? Grader { get; init; }

    /// <summary>How far off it is on answers whose grade is known, on average.</summary>
    public double? GraderError { get; init; }
}
