namespace OpsFlow.Platform.Runs;

/// <summary>The runs of one pipeline that ended without their result, or whose writes are parked.</summary>
public interface ITroubledRuns
{
    /// <summary>The pipeline's name in addresses: lower case, words joined by hyphens.</summary>
    string Pipeline { get; }

    /// <summary>Those that nobody has put aside, the newest first.</summary>
    /// <param name="text">A part of their id, title or reason; null for all.</param>
    /// <param name="before">The time and id of the last one already known; null for the start.</param>
    /// <param name="limit">The most to read.</param>
    Task<IReadOnlyList<TroubledRun>> ListAsync(
        RunTrouble trouble, string? text, (long At, string Id)? before, int limit, CancellationToken cancellationToken);

    /// <summary>As above, whatever they are about.</summary>
    Task<IReadOnlyList<TroubledRun>> ListAsync(
        RunTrouble trouble, (long At, string Id)? before, int limit, CancellationToken cancellationToken) =>
        ListAsync(trouble, null, before, limit, cancellationToken);

    /// <summary>How many there are, beside those that are at work.</summary>
    Task<RunCounts> CountAsync(CancellationToken cancellationToken);

    /// <summary>One of them, also when it was put aside.</summary>
    Task<TroubledRun?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Goes on from the failed step where there is one, else from the start.</summary>
    /// <param name="by">Who asks, for people.</param>
    /// <returns>The step that is tried again; null for the start.</returns>
    /// <exception cref="RetryRefusedException">Something is in its way.</exception>
    Task<string?> RetryAsync(TroubledRun run, string by, CancellationToken cancellationToken);
}
