namespace OpsFlow.Platform.Runs;

/// <summary>The rows of one pipeline, as the reconciler sees them.</summary>
public interface IRunRecords
{
    /// <summary>The workflow's name.</summary>
    string WorkflowType { get; }

    /// <summary>Open rows without a pending start, by id.</summary>
    /// <param name="unchangedSince">Only rows that nothing has changed since then.</param>
    /// <param name="after">The id of the last one already known; null for the start.</param>
    /// <param name="limit">The most to read.</param>
    Task<IReadOnlyList<OpenRun>> ListOpenAsync(
        DateTimeOffset unchangedSince, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>The row of a workflow, if it is open and has no pending start.</summary>
    Task<OpenRun?> FindOpenAsync(string workflowId, CancellationToken cancellationToken);

    /// <summary>
    /// Closes a row whose run is gone, so that it can be retried or goes on by itself. A row of a later run stays.
    /// </summary>
    /// <param name="reason">For people, as <see cref="LostRun"/> reads it to them.</param>
    /// <returns>What it did.</returns>
    Task<RunClosing> CloseAsync(OpenRun run, string reason, CancellationToken cancellationToken);
}
