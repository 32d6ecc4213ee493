using OpsFlow.Infrastructure.Search;
using OpsFlow.Platform.Schedules;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>
/// Forgets the code of commits that no analysis looks at any more, such as those of deleted branches.
/// </summary>
public sealed class IndexGarbage(ICodeIndex index, TimeProvider time) : IMaintenanceTask
{
    // Longer than an analysis waits for a decision.
    private static readonly TimeSpan s_age = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public string Name => "code-index-cleanup";

    /// <inheritdoc/>
    public string Note => "Forgets the code of commits that were not looked at for 7 days.";

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public async Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken) =>
        $"{await index.CollectGarbageAsync(time.GetUtcNow() - s_age, cancellationToken)} files forgotten";
}
