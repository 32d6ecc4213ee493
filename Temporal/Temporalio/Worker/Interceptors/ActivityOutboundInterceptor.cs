namespace Temporalio.Worker.Interceptors;

/// <summary>Sees what an activity does.</summary>
public abstract class ActivityOutboundInterceptor
{
    private readonly ActivityOutboundInterceptor? _next;

    /// <summary>Makes an interceptor that passes every call on.</summary>
    /// <param name="next">The next one in the chain.</param>
    protected ActivityOutboundInterceptor(ActivityOutboundInterceptor next) => _next = next;

    // The root of a chain has nothing after it.
    private protected ActivityOutboundInterceptor() => _next = null;

    /// <summary>The next interceptor in the chain.</summary>
    protected ActivityOutboundInterceptor Next => _next ?? throw new InvalidOperationException("No next interceptor");

    /// <summary>Records a heartbeat.</summary>
    /// <param name="input">The call.</param>
    public virtual void Heartbeat(HeartbeatInput input) => Next.Heartbeat(input);
}
