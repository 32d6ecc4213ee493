namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>What a run of a program starts with.</summary>
/// <param name="Rounds">What is left to do: the first now, the others in runs that follow.</param>
public sealed record ProgramInput(IReadOnlyList<Step> Rounds)
{
    /// <summary>How many updates to wait for.</summary>
    public int Updates { get; init; }

    /// <summary>How it ends.</summary>
    public Ending Ending { get; init; }

    /// <summary>Whether another attempt could do better than one that fails.</summary>
    public bool IsRetryable { get; init; }

    /// <summary>What it waits with at its end.</summary>
    public Step? Last { get; init; }

    /// <summary>Whether it signals its parent before it ends.</summary>
    public bool PokesParent { get; init; }

    /// <summary>What the runs before gave.</summary>
    public string Log { get; init; } = "";

    /// <summary>Whether an earlier run was told to go on already.</summary>
    public bool Finished { get; init; }
}
