namespace OpsFlow.Platform.Runs;

/// <summary>
/// Where a pipeline keeps the rows of its runs. The table has the columns id, state and updated_at (Unix milliseconds);
/// what is SQL here is written by programmers and holds nothing from outside.
/// </summary>
/// <param name="Pipeline">The pipeline's name in addresses.</param>
/// <param name="WorkflowType">The workflow's name.</param>
/// <param name="Name">The table.</param>
public sealed record RunTable(string Pipeline, string WorkflowType, string Name)
{
    /// <summary>All states.</summary>
    public required IReadOnlyList<string> States { get; init; }

    /// <summary>The column with the time by which rows are recent; an index has it after the state.</summary>
    public required string RecentBy { get; init; }

    /// <summary>The states in which a workflow is at work on a row.</summary>
    public required IEnumerable<string> OpenStates { get; init; }

    /// <summary>Those of them in which it waits for a person. Default none.</summary>
    public IReadOnlyCollection<string> AskingStates { get; init; } = [];

    /// <summary>
    /// SQL for rows in other states whose run is needed all the same, as it waits for a person. As there may be many,
    /// they are not listed: such a row is only looked at when its run was closed from outside. Default none.
    /// </summary>
    public string Waiting { get; init; } = "1 = 0";

    /// <summary>SQL for what a run was about, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The column that says why it failed.</summary>
    public required string Reason { get; init; }

    /// <summary>The column with the round.</summary>
    public required string Round { get; init; }

    /// <summary>Whether the columns run_id and run_started_at are there. Default true.</summary>
    public bool NamesRuns { get; init; } = true;

    /// <summary>SQL that a failed row must fulfill, too, to be listed. Default none.</summary>
    public string Failed { get; init; } = "1 = 1";

    /// <summary>The workflow of a row.</summary>
    public required Func<string, string> WorkflowIdOf { get; init; }

    /// <summary>The row of a workflow; null for another pipeline's workflow.</summary>
    public required Func<string, string?> RecordOf { get; init; }
}
