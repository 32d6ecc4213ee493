using OpsFlow.Api.Platform;
using OpsFlow.Platform.Access;
using OpsFlow.Workflows.Prescriptions;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>Addresses the workflows of prescriptions.</summary>
internal sealed class PrescriptionRuns(ITemporalClient client, DecisionSeal seal)
{
    public WorkflowHandle<PrescriptionAnalysisWorkflow> Handle(string analysisId) =>
        client.GetWorkflowHandle<PrescriptionAnalysisWorkflow>(PrescriptionAnalysisWorkflow.IdOf(analysisId));

    /// <summary>A decision that the workflow takes for one of ours.</summary>
    public CardDecision Sealed(string analysisId, CardDecision decision) =>
        decision with { Seal = seal.Seal(decision.SealedParts(analysisId)) };

    /// <summary>
    /// Tells a watch that somebody waits. It would find out within a minute: that it cannot be told now loses nothing.
    /// </summary>
    public async Task LookAgainAsync(string pharmacyId, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetWorkflowHandle<PrescriptionWatchWorkflow>(PrescriptionWatchWorkflow.IdOf(pharmacyId))
                .SignalAsync(w => w.LookAgainAsync(), new() { Rpc = EngineCall.Rpc(cancellationToken) });
        }
        catch (RpcException)
        {
        }
    }

    /// <summary>Who holds a permit; null when the watch cannot be asked.</summary>
    public async Task<WatchStatus?> StatusAsync(string pharmacyId, CancellationToken cancellationToken)
    {
        try
        {
            return await client
                .GetWorkflowHandle<PrescriptionWatchWorkflow>(PrescriptionWatchWorkflow.IdOf(pharmacyId))
                .QueryAsync(w => w.Status(), new() { Rpc = EngineCall.Rpc(cancellationToken) });
        }
        catch (Exception e) when (e is RpcException or WorkflowQueryFailedException)
        {
            return null;
        }
    }
}
