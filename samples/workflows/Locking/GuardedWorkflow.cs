using Temporalio.Workflows;

namespace Samples.Workflows.Locking;

/// <summary>Does something that only one workflow at a time may do.</summary>
[Workflow]
public class GuardedWorkflow
{
    private bool _isGranted;

    /// <summary>Waits for the lock, works, releases it.</summary>
    /// <param name="lockId">The id of the lock's workflow.</param>
    /// <returns>When it held the lock.</returns>
    [WorkflowRun]
    public async Task<Held> RunAsync(string lockId)
    {
        var resource = Workflow.GetExternalWorkflowHandle<LockWorkflow>(lockId);
        await resource.SignalAsync(wf => wf.AcquireAsync(Workflow.Info.WorkflowId));
        await Workflow.WaitConditionAsync(() => _isGranted);
        var from = Workflow.UtcNow;
        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(50));
        var to = Workflow.UtcNow;
        await resource.SignalAsync(wf => wf.ReleaseAsync(Workflow.Info.WorkflowId));
        return new Held(from, to);
    }

    /// <summary>The lock is granted.</summary>
    [WorkflowSignal]
    public Task GrantAsync()
    {
        _isGranted = true;
        return Task.CompletedTask;
    }
}
