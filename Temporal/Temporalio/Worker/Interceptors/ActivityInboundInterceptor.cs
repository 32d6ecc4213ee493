namespace Temporalio.Worker.Interceptors;

/// <summary>Sees the activities that the worker runs.</summary>
public abstract class ActivityInboundInterceptor
{
    private readonly ActivityInboundInterceptor? _next;

    /// <summary>Makes an interceptor that passes every call on.</summary>
    /// <param name="next">The next one in the chain.</param>
    protected ActivityInboundInterceptor(ActivityInboundInterceptor next) => _next = next;

    // The root of a chain has nothing after it.
    private protected ActivityInboundInterceptor() => _next = null;

    /// <summary>The next interceptor in the chain.</summary>
    protected ActivityInboundInterceptor Next => _next ?? throw new InvalidOperationException("No next interceptor");

    /// <summary>Called once, before the activity; may wrap the outbound interceptor.</summary>
    /// <param name="outbound">Sees what the activity does.</param>
    public virtual void Init(ActivityOutboundInterceptor outbound) => Next.Init(outbound);

    /// <summary>Runs the activity.</summary>
    /// <param name="input">The call.</param>
    /// <returns>The result.</returns>
    public virtual Task<object?> ExecuteActivityAsync(ExecuteActivityInput input) => Next.ExecuteActivityAsync(input);
}
