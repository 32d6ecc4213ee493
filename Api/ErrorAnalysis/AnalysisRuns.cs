using OpsFlow.Platform.Settings;
using OpsFlow.Workflows.ErrorAnalysis;
using OpsFlow.Workflows.Shared;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>Starts and addresses the workflows of analyses.</summary>
internal sealed class AnalysisRuns(ITemporalClient client, OpsFlowSettings settings)
{
    // Long enough for a busy engine's fsync, short enough for a sender that waits.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static string WorkflowId(string analysisId) => $"error-analysis-{analysisId}";

    public static RpcOptions Rpc(CancellationToken cancellationToken) =>
        new() { Timeout = Timeout, CancellationToken = cancellationToken };

    /// <summary>Starts the workflow durably; does nothing if it was started before.</summary>
    public async Task StartAsync(
        string analysisId, string serverName, string errorType, bool isRetry, CancellationToken cancellationToken)
    {
        var attributes = new SearchAttributeCollection.Builder()
            .Set(ErrorAnalysisWorkflow.ServerAttribute, serverName)
            .Set(ErrorAnalysisWorkflow.ErrorTypeAttribute, errorType)
            .Set(ErrorAnalysisWorkflow.StateAttribute, AnalysisState.Received.ToString())
            .ToSearchAttributeCollection();
        var options = new WorkflowOptions(WorkflowId(analysisId), TaskQueues.ErrorAnalysis)
        {
            IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting,
            IdReusePolicy = isRetry ? WorkflowIdReusePolicy.AllowDuplicate : WorkflowIdReusePolicy.RejectDuplicate,
            TypedSearchAttributes = attributes,
            StaticSummary = $"{serverName}: {errorType}",
            Rpc = Rpc(cancellationToken),
        };
        var input = new ErrorAnalysisInput(
            analysisId, serverName, errorType, settings.ReminderAfter, settings.ExpireAfter);
        try
        {
            await client.StartWorkflowAsync((ErrorAnalysisWorkflow w) => w.RunAsync(input), options);
        }
        catch (WorkflowAlreadyStartedException)
        {
            // It ran to its end already.
        }
    }

    public WorkflowHandle<ErrorAnalysisWorkflow> Handle(string analysisId) =>
        client.GetWorkflowHandle<ErrorAnalysisWorkflow>(WorkflowId(analysisId));

    /// <summary>Whether repeats of this number are told to the workflow: 2, 5, 10, 20, 50, 100 and so on, so that a flood
    /// neither fills the history nor the chat.</summary>
    public static bool IsTold(long occurrences)
    {
        while (occurrences >= 10 && occurrences % 10 == 0)
        {
            occurrences /= 10;
        }

        return occurrences is 1 or 2 or 5;
    }
}
