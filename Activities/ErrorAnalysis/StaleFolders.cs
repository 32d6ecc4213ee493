using OpsFlow.Platform.Schedules;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>Removes working folders that a process left behind when it was killed.</summary>
public sealed class StaleFolders(WorkFolders folders, TimeProvider time) : IMaintenanceTask
{
    // Longer than any analysis waits for a decision, so that nothing in use is hit.
    private static readonly TimeSpan s_age = TimeSpan.FromDays(8);

    /// <inheritdoc/>
    public string Name => "work-folder-cleanup";

    /// <inheritdoc/>
    public string Note => "Removes working folders that nobody has touched for 8 days.";

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken) =>
        Task.FromResult($"{folders.RemoveStale(time.GetUtcNow().UtcDateTime - s_age)} folders removed");
}
