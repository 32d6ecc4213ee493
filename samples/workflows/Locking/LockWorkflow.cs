using Temporalio.Workflows;

namespace Samples.Workflows.Locking;

/// <summary>A lock across workflows: one workflow a resource grants it to one asker after the other.</summary>
[Workflow]
public class LockWorkflow
{
    private readonly Queue<string> _waiting = new();
    private string? _holder;

    /// <summary>Grants the lock until nobody has asked for a while.</summary>
    /// <param name="lease">A holder that does not release within this time loses the lock.</param>
    /// <param name="idle">The lock ends when nobody has asked for so long.</param>
    /// <returns>The askers in the order in which they held it.</returns>
    [WorkflowRun]
    public async Task<IReadOnlyList<string>> RunAsync(TimeSpan lease, TimeSpan idle)
    {
        var holders = new List<string>();
        while (await Workflow.WaitConditionAsync(() => _waiting.Count > 0, idle))
        {
            _holder = _waiting.Dequeue();
            holders.Add(_holder);
            try
            {
                await Workflow.GetExternalWorkflowHandle<GuardedWorkflow>(_holder).SignalAsync(wf => wf.GrantAsync());
            }
            catch (Temporalio.Exceptions.FailureException)
            {
                // The asker has ended in the meantime.
                continue;
            }

            await Workflow.WaitConditionAsync(() => _holder is null, lease);
            _holder = null;
        }

        return holders;
    }

    /// <summary>A workflow asks for the lock.</summary>
    /// <param name="workflowId">The asker.</param>
    [WorkflowSignal]
    public Task AcquireAsync(string workflowId)
    {
        _waiting.Enqueue(workflowId);
        return Task.CompletedTask;
    }

    /// <summary>The holder is done.</summary>
    /// <param name="workflowId">The holder; a late one, that lost the lock, releases nothing.</param>
    [WorkflowSignal]
    public Task ReleaseAsync(string workflowId)
    {
        if (_holder == workflowId)
        {
            _holder = null;
        }

        return Task.CompletedTask;
    }
}
