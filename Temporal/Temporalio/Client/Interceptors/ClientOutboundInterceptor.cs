namespace Temporalio.Client.Interceptors;

/// <summary>Base of client interceptors: each method calls the next interceptor unless it is overridden.</summary>
public abstract partial class ClientOutboundInterceptor
{
    private readonly ClientOutboundInterceptor? _next;

    /// <summary>Makes an interceptor around the next one.</summary>
    /// <param name="next">The next one.</param>
    protected ClientOutboundInterceptor(ClientOutboundInterceptor next) => _next = next;

    /// <summary>Makes the innermost one.</summary>
    private protected ClientOutboundInterceptor()
    {
    }

    /// <summary>The next interceptor.</summary>
    protected ClientOutboundInterceptor Next =>
        _next ?? throw new InvalidOperationException("The innermost interceptor has no next one");

    /// <summary>Starts a workflow.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(StartWorkflowInput input) =>
        Next.StartWorkflowAsync<TWorkflow, TResult>(input);

    /// <summary>Starts an update, starting its workflow if need be.</summary>
    /// <typeparam name="TUpdateResult">The type of the result.</typeparam>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task<WorkflowUpdateHandle<TUpdateResult>> StartUpdateWithStartWorkflowAsync<TUpdateResult>(StartUpdateWithStartWorkflowInput input) =>
        Next.StartUpdateWithStartWorkflowAsync<TUpdateResult>(input);

    /// <summary>Signals a workflow.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task SignalWorkflowAsync(SignalWorkflowInput input) =>
        Next.SignalWorkflowAsync(input);

    /// <summary>Queries a workflow.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task<TResult> QueryWorkflowAsync<TResult>(QueryWorkflowInput input) =>
        Next.QueryWorkflowAsync<TResult>(input);

    /// <summary>Starts an update.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task<WorkflowUpdateHandle<TResult>> StartWorkflowUpdateAsync<TResult>(StartWorkflowUpdateInput input) =>
        Next.StartWorkflowUpdateAsync<TResult>(input);

    /// <summary>Describes a workflow.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task<WorkflowExecutionDescription> DescribeWorkflowAsync(DescribeWorkflowInput input) =>
        Next.DescribeWorkflowAsync(input);

    /// <summary>Asks a workflow to cancel itself.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task CancelWorkflowAsync(CancelWorkflowInput input) =>
        Next.CancelWorkflowAsync(input);

    /// <summary>Terminates a workflow.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task TerminateWorkflowAsync(TerminateWorkflowInput input) =>
        Next.TerminateWorkflowAsync(input);

    /// <summary>Fetches a page of history.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task<WorkflowHistoryEventPage> FetchWorkflowHistoryEventPageAsync(FetchWorkflowHistoryEventPageInput input) =>
        Next.FetchWorkflowHistoryEventPageAsync(input);

    /// <summary>Lists workflows.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual IAsyncEnumerable<WorkflowExecution> ListWorkflowsAsync(ListWorkflowsInput input) =>
        Next.ListWorkflowsAsync(input);

    /// <summary>Counts workflows.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task<WorkflowExecutionCount> CountWorkflowsAsync(CountWorkflowsInput input) =>
        Next.CountWorkflowsAsync(input);

    /// <summary>Lists a page of workflows.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task<WorkflowListPage> ListWorkflowsPaginatedAsync(ListWorkflowsPaginatedInput input) =>
        Next.ListWorkflowsPaginatedAsync(input);

    /// <summary>Sends a heartbeat from outside.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task HeartbeatAsyncActivityAsync(HeartbeatAsyncActivityInput input) =>
        Next.HeartbeatAsyncActivityAsync(input);

    /// <summary>Completes an activity from outside.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task CompleteAsyncActivityAsync(CompleteAsyncActivityInput input) =>
        Next.CompleteAsyncActivityAsync(input);

    /// <summary>Fails an activity from outside.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task FailAsyncActivityAsync(FailAsyncActivityInput input) =>
        Next.FailAsyncActivityAsync(input);

    /// <summary>Reports an activity cancelled from outside.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task ReportCancellationAsyncActivityAsync(ReportCancellationAsyncActivityInput input) =>
        Next.ReportCancellationAsyncActivityAsync(input);
}
