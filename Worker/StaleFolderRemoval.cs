using Microsoft.Extensions.Hosting;
using OpsFlow.Activities.ErrorAnalysis;

namespace OpsFlow.Worker;

/// <summary>Removes, at start, working folders that an earlier process left behind.</summary>
internal sealed class StaleFolderRemoval(WorkFolders folders, TimeProvider time) : IHostedService
{
    // Longer than any analysis waits for a decision, so that nothing in use is hit.
    private static readonly TimeSpan s_age = TimeSpan.FromDays(8);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        folders.RemoveStale(time.GetUtcNow().UtcDateTime - s_age);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
