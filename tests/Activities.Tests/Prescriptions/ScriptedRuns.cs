using OpsFlow.Activities.Prescriptions;

namespace OpsFlow.Activities.Tests.Prescriptions;

/// <summary>Runs that are all at work but for those that are named.</summary>
internal sealed class ScriptedRuns : IPrescriptionAnalysisRuns
{
    public HashSet<string> Gone { get; } = [];

    /// <summary>Whether nobody answers.</summary>
    public bool AreAway { get; set; }

    public List<string> Asked { get; } = [];

    public Task<bool> IsRunningAsync(string analysisId, CancellationToken cancellationToken)
    {
        Asked.Add(analysisId);
        return AreAway ? throw new TimeoutException() : Task.FromResult(!Gone.Contains(analysisId));
    }
}
