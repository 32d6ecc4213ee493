namespace Temporalio.Worker.Interceptors;

/// <summary>Sees what a workflow is told.</summary>
public abstract class WorkflowInboundInterceptor
{
    private readonly WorkflowInboundInterceptor? _next;

    /// <summary>Makes an interceptor that passes every call on.</summary>
    /// <param name="next">The next one in the chain.</param>
    protected WorkflowInboundInterceptor(WorkflowInboundInterceptor next) => _next = next;

    // The root of a chain has nothing after it.
    private protected WorkflowInboundInterceptor() => _next = null;

    /// <summary>The next interceptor in the chain.</summary>
    protected WorkflowInboundInterceptor Next => _next ?? throw new InvalidOperationException("No next interceptor");

    /// <summary>Called once, before the workflow; may wrap the outbound interceptor.</summary>
    /// <param name="outbound">Sees what the workflow does.</param>
    public virtual void Init(WorkflowOutboundInterceptor outbound) => Next.Init(outbound);

    /// <summary>Runs the workflow.</summary>
    /// <param name="input">The call.</param>
    /// <returns>The result.</returns>
    public virtual Task<object?> ExecuteWorkflowAsync(ExecuteWorkflowInput input) => Next.ExecuteWorkflowAsync(input);

    /// <summary>Handles a signal.</summary>
    /// <param name="input">The call.</param>
    /// <returns>When the handler is done.</returns>
    public virtual Task HandleSignalAsync(HandleSignalInput input) => Next.HandleSignalAsync(input);

    /// <summary>Answers a query.</summary>
    /// <param name="input">The call.</param>
    /// <returns>The answer.</returns>
    public virtual object? HandleQuery(HandleQueryInput input) => Next.HandleQuery(input);

    /// <summary>Validates an update; throws to refuse it.</summary>
    /// <param name="input">The call.</param>
    public virtual void ValidateUpdate(HandleUpdateInput input) => Next.ValidateUpdate(input);

    /// <summary>Handles an update.</summary>
    /// <param name="input">The call.</param>
    /// <returns>The result.</returns>
    public virtual Task<object?> HandleUpdateAsync(HandleUpdateInput input) => Next.HandleUpdateAsync(input);
}
