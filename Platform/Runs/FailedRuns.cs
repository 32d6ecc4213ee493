namespace OpsFlow.Platform.Runs;

/// <summary>The failed runs of a pipeline that parks nothing, by its rows.</summary>
public abstract class FailedRuns(string pipeline, RunRecords records) : ITroubledRuns
{
    /// <inheritdoc/>
    public string Pipeline => pipeline;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TroubledRun>> ListAsync(
        RunTrouble trouble, string? text, (long At, string Id)? before, int limit,
        CancellationToken cancellationToken) =>
        trouble == RunTrouble.Failed ? await records.ListFailedAsync(text, before, limit, cancellationToken) : [];

    /// <inheritdoc/>
    public Task<RunCounts> CountAsync(CancellationToken cancellationToken) =>
        records.CountRunsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<TroubledRun?> FindAsync(string id, CancellationToken cancellationToken) =>
        records.FindFailedAsync(id, cancellationToken);

    /// <inheritdoc/>
    public abstract Task<string?> RetryAsync(TroubledRun run, string by, CancellationToken cancellationToken);
}
