using OpsFlow.Activities.Prescriptions;

namespace OpsFlow.Activities.Tests.Prescriptions;

/// <summary>Runs that are all at work but for those that are named.</summary>
internal sealed class ScriptedRuns : IAnalysisRuns
{
    public HashSet<string> Gone { get; } = [];

    public Task<bool> IsRunningAsync(string analysisId, CancellationToken cancellationToken) =>
        Task.FromResult(!Gone.Contains(analysisId));
}
