using System.Net.Security;

namespace UnaryGrpc;

/// <summary>Options of a <see cref="GrpcChannel"/>; read once when the channel is made.</summary>
public sealed record GrpcChannelOptions
{
    /// <summary>TLS settings; null (the default) speaks HTTP/2 in the clear with prior knowledge.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>
    /// The <c>:authority</c> of calls, whose host a TLS server's certificate must bear; null (the default) takes the target's host and
    /// port.
    /// </summary>
    public string? Authority { get; init; }

    /// <summary>How long an idle connection waits before a ping. Default 30 s; null for no pings.</summary>
    public TimeSpan? KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a ping may stay unanswered. Default 15 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a TCP and TLS connect may take. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest response, in bytes. Default <see cref="GrpcFrame.DefaultMaxMessageSize"/>.</summary>
    public int MaxMessageSize { get; init; } = GrpcFrame.DefaultMaxMessageSize;

    /// <summary>An HTTP CONNECT proxy (<c>http://host:port</c>, user info for basic authentication); null for none.</summary>
    public Uri? HttpConnectProxy { get; init; }

    /// <summary>
    /// Requests of at least this many bytes are sent gzip-compressed; null (the default) compresses none. Small ones cost
    /// more than they save.
    /// </summary>
    public int? GzipThreshold { get; init; }

    /// <summary>What measures the timeouts of calls. Default the system's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
