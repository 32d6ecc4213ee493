using OpsFlow.Platform.Access;
using OpsFlow.Platform.Runs;
using OpsFlow.Workflows.ScanChain;
using OpsFlow.Workflows.Shared;
using Temporalio.Client;
using Temporalio.Workflows;

namespace OpsFlow.Api.ScanChain;

/// <summary>Starts and addresses the workflows of scans.</summary>
internal sealed class ScanRuns(ITemporalClient client, DecisionSeal seal, ScanSettings settings)
{
    /// <summary>The start of a scan's workflow.</summary>
    public RunStart StartOf(string scanId, string user, string? model, int attempt) => RunStart.Of(
        ScanChainWorkflow.IdOf(scanId),
        WorkflowDefinition.Create<ScanChainWorkflow>().Name!,
        TaskQueues.Scan,
        new ScanInput(scanId, attempt, settings.LabelPatience)) with
    {
        AfterClosedRun = attempt > 1,
        Summary = attempt == 1 ? "Scan" : $"Scan, attempt {attempt}",
        Keywords = new Dictionary<string, string>
        {
            [ScanChainWorkflow.UserAttribute.Name] = user,
            [ScanChainWorkflow.ModelAttribute.Name] = model ?? "default",
            [ScanChainWorkflow.StateAttribute.Name] = $"{ScanState.Queued}",
        },
    };

    public WorkflowHandle<ScanChainWorkflow> Handle(string scanId) =>
        client.GetWorkflowHandle<ScanChainWorkflow>(ScanChainWorkflow.IdOf(scanId));

    /// <summary>A label that the workflow takes for one of ours.</summary>
    public ScanLabel Sealed(string scanId, ScanLabel label) =>
        label with { Seal = seal.Seal(label.SealedParts(scanId)) };
}
