namespace OpsFlow.Activities.Prescriptions;

/// <summary>The runs of analyses.</summary>
public interface IPrescriptionAnalysisRuns
{
    /// <summary>Whether an analysis has a run that is at work or waits for a pharmacist.</summary>
    /// <exception cref="Temporalio.Exceptions.TemporalException">Temporal cannot be asked now.</exception>
    Task<bool> IsRunningAsync(string analysisId, CancellationToken cancellationToken);
}
