using Temporalio.Workflows;

namespace Samples.Workflows.Approval;

/// <summary>Waits for a person, but not for ever. The first decision counts.</summary>
[Workflow]
public class ApprovalWorkflow
{
    private Decision? _decision;

    /// <summary>Waits.</summary>
    /// <param name="patience">How long.</param>
    /// <returns>How it ended.</returns>
    [WorkflowRun]
    public async Task<string> RunAsync(TimeSpan patience)
    {
        if (!await Workflow.WaitConditionAsync(() => _decision is not null, patience))
        {
            return "expired";
        }

        return $"{(_decision!.Approved ? "approved" : "rejected")} by {_decision.By}";
    }

    /// <summary>Somebody decides.</summary>
    [WorkflowSignal]
    public Task DecideAsync(Decision decision)
    {
        _decision ??= decision;
        return Task.CompletedTask;
    }

    /// <summary>Whether a person has decided.</summary>
    /// <returns>The decision, or null.</returns>
    [WorkflowQuery]
    public Decision? CurrentDecision() => _decision;
}
