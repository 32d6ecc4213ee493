namespace UnaryGrpc.AspNetCore;

/// <summary>Options of the server side.</summary>
public sealed record GrpcServerOptions
{
    /// <summary>The largest request after decompression, in bytes. Default <see cref="GrpcFrame.DefaultMaxMessageSize"/>.</summary>
    public int MaxMessageSize { get; init; } = GrpcFrame.DefaultMaxMessageSize;

    /// <summary>Source of deadlines. Default the system's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Called before each method with the context and the full method path; throws a <see cref="GrpcException"/> to
    /// refuse the call. Default: nothing is refused.
    /// </summary>
    public Action<GrpcServerCallContext, string>? Authorize { get; init; }

    /// <summary>
    /// Gives the status for exceptions that mean the same whatever the method; null for those it does not know. Default:
    /// it knows none.
    /// </summary>
    public Func<Exception, GrpcException?>? Translate { get; init; }

    /// <summary>Told of exceptions that handlers did not turn into a status. Default: nobody.</summary>
    public Action<Exception, string>? OnUnhandled { get; init; }
}
