using Temporalio.Workflows;

namespace Temporalio.Worker.Interceptors;

/// <summary>Sees what a workflow does.</summary>
public abstract class WorkflowOutboundInterceptor
{
    private readonly WorkflowOutboundInterceptor? _next;

    /// <summary>Makes an interceptor that passes every call on.</summary>
    /// <param name="next">The next one in the chain.</param>
    protected WorkflowOutboundInterceptor(WorkflowOutboundInterceptor next) => _next = next;

    // The root of a chain has nothing after it.
    private protected WorkflowOutboundInterceptor() => _next = null;

    /// <summary>The next interceptor in the chain.</summary>
    protected WorkflowOutboundInterceptor Next => _next ?? throw new InvalidOperationException("No next interceptor");

    /// <summary>Requests the cancellation of another workflow.</summary>
    /// <param name="input">The call.</param>
    /// <returns>When it is requested.</returns>
    public virtual Task CancelExternalWorkflowAsync(CancelExternalWorkflowInput input) => Next.CancelExternalWorkflowAsync(input);

    /// <summary>Makes the exception that continues as new.</summary>
    /// <param name="input">The call.</param>
    /// <returns>The exception.</returns>
    public virtual ContinueAsNewException CreateContinueAsNewException(CreateContinueAsNewExceptionInput input) => Next.CreateContinueAsNewException(input);

    /// <summary>Delays.</summary>
    /// <param name="input">The call.</param>
    /// <returns>When the time has passed.</returns>
    public virtual Task DelayAsync(DelayAsyncInput input) => Next.DelayAsync(input);

    /// <summary>Schedules an activity.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="input">The call.</param>
    /// <returns>The result.</returns>
    public virtual Task<TResult> ScheduleActivityAsync<TResult>(ScheduleActivityInput input) => Next.ScheduleActivityAsync<TResult>(input);

    /// <summary>Schedules a local activity.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="input">The call.</param>
    /// <returns>The result.</returns>
    public virtual Task<TResult> ScheduleLocalActivityAsync<TResult>(ScheduleLocalActivityInput input) => Next.ScheduleLocalActivityAsync<TResult>(input);

    /// <summary>Signals a child.</summary>
    /// <param name="input">The call.</param>
    /// <returns>When it is delivered.</returns>
    public virtual Task SignalChildWorkflowAsync(SignalChildWorkflowInput input) => Next.SignalChildWorkflowAsync(input);

    /// <summary>Signals another workflow.</summary>
    /// <param name="input">The call.</param>
    /// <returns>When it is delivered.</returns>
    public virtual Task SignalExternalWorkflowAsync(SignalExternalWorkflowInput input) => Next.SignalExternalWorkflowAsync(input);

    /// <summary>Starts a child.</summary>
    /// <typeparam name="TWorkflow">The workflow type.</typeparam>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="input">The call.</param>
    /// <returns>The handle, when the child has started.</returns>
    public virtual Task<ChildWorkflowHandle<TWorkflow, TResult>> StartChildWorkflowAsync<TWorkflow, TResult>(StartChildWorkflowInput input) => Next.StartChildWorkflowAsync<TWorkflow, TResult>(input);
}
