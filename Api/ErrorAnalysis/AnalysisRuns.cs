using OpsFlow.Api.Platform;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Settings;
using OpsFlow.Workflows.ErrorAnalysis;
using OpsFlow.Workflows.Shared;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>Starts and addresses the workflows of analyses.</summary>
internal sealed class AnalysisRuns(ITemporalClient client, DecisionSeal seal, OpsFlowSettings settings)
{
    /// <summary>The start of an analysis' workflow.</summary>
    public RunStart StartOf(string analysisId, string serverName, string errorType) => RunStart.Of(
        ErrorAnalysisWorkflow.IdOf(analysisId),
        WorkflowDefinition.Create<ErrorAnalysisWorkflow>().Name!,
        TaskQueues.ErrorAnalysis,
        new ErrorAnalysisInput(analysisId, serverName, errorType, settings.ReminderAfter, settings.ExpireAfter)) with
    {
        Summary = $"{serverName}: {errorType}",
        Keywords = new Dictionary<string, string>
        {
            [ErrorAnalysisWorkflow.ServerAttribute.Name] = serverName,
            [ErrorAnalysisWorkflow.ErrorTypeAttribute.Name] = errorType,
            [ErrorAnalysisWorkflow.StateAttribute.Name] = AnalysisState.Received.ToString(),
        },
    };

    public WorkflowHandle<ErrorAnalysisWorkflow> Handle(string analysisId) =>
        client.GetWorkflowHandle<ErrorAnalysisWorkflow>(ErrorAnalysisWorkflow.IdOf(analysisId));

    /// <summary>Cancels an analysis' run, if it has one.</summary>
    public async Task CancelAsync(string analysisId, CancellationToken cancellationToken)
    {
        try
        {
            await Handle(analysisId).CancelAsync(new() { Rpc = EngineCall.Brief(cancellationToken) });
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            // Over by now, or not begun: then it finds out by itself.
        }
    }

    /// <summary>A decision that the workflow takes for one of ours.</summary>
    public Decision Sealed(string analysisId, Decision decision) =>
        decision with { Seal = seal.Seal(decision.SealedParts(analysisId)) };

    /// <summary>Whether repeats of this number are told to the workflow: 2, 5, 10, 20, 50, 100 and so on, so that a
    /// flood neither fills the history nor the chat.</summary>
    public static bool IsTold(long occurrences)
    {
        while (occurrences >= 10 && occurrences % 10 == 0)
        {
            occurrences /= 10;
        }

        return occurrences is 1 or 2 or 5;
    }
}
