namespace Temporalio.Client;

/// <summary>How an update starts its workflow. Each object serves for one call.</summary>
/// <typeparam name="THandle">The type of the workflow's handle.</typeparam>
public sealed class WithStartWorkflowOperation<THandle> : WithStartWorkflowOperation
    where THandle : WorkflowHandle
{
    private readonly Func<ITemporalClient, string, THandle> _handle;
    private readonly TaskCompletionSource<THandle> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal WithStartWorkflowOperation(
        string workflow,
        IReadOnlyCollection<object?> args,
        WorkflowOptions options,
        Func<ITemporalClient, string, THandle> handle)
        : base(workflow, args, options) => _handle = handle;

    /// <inheritdoc/>
    public override object Clone() =>
        new WithStartWorkflowOperation<THandle>(Workflow, Args, (WorkflowOptions)Options.Clone(), _handle)
        {
            Headers = Headers,
        };

    /// <summary>The workflow's handle, as soon as the workflow is known to run.</summary>
    /// <returns>The handle.</returns>
    public Task<THandle> GetHandleAsync() => _started.Task;

    internal override void SetStarted(ITemporalClient client, string runId) =>
        _started.TrySetResult(_handle(client, runId));

    internal override void SetFailed(Exception exception) => _started.TrySetException(exception);
}
