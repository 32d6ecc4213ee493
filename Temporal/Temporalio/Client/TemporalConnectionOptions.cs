namespace Temporalio.Client;

/// <summary>Options of a connection.</summary>
public class TemporalConnectionOptions : ICloneable
{
    /// <summary>Makes options.</summary>
    public TemporalConnectionOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="targetHost"><c>host:port</c> of the server.</param>
    public TemporalConnectionOptions(string targetHost) => TargetHost = targetHost;

    /// <summary><c>host:port</c> of the server.</summary>
    public string? TargetHost { get; set; }

    /// <summary>TLS; null for none, unless an API key is given.</summary>
    public TlsOptions? Tls { get; set; }

    /// <summary>Retries; null for the defaults.</summary>
    public RpcRetryOptions? RpcRetry { get; set; }

    /// <summary>Pings; null for none.</summary>
    public KeepAliveOptions? KeepAlive { get; set; } = new();

    /// <summary>Headers sent with every call.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>>? RpcMetadata { get; set; }

    /// <summary>Binary headers sent with every call; names end in <c>-bin</c>.</summary>
    public IReadOnlyCollection<KeyValuePair<string, byte[]>>? RpcBinaryMetadata { get; set; }

    /// <summary>An API key; turns TLS on unless that is disabled.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Who this process is in histories. Default process id and host name.</summary>
    public string? Identity { get; set; }

    /// <summary>A proxy; null for none.</summary>
    public HttpConnectProxyOptions? HttpConnectProxy { get; set; }

    /// <summary>How requests are compressed. Default gzip.</summary>
    public GrpcCompression GrpcCompression { get; set; } = new GrpcCompression.Gzip();

    /// <summary>Metrics and log; null for <see cref="Temporalio.Runtime.TemporalRuntime.Default"/>, which has none.</summary>
    public Temporalio.Runtime.TemporalRuntime? Runtime { get; set; }

    /// <summary>Spreads calls over every address of the host's name; null (the default) for one connection. Not together
    /// with a proxy.</summary>
    public DnsLoadBalancingOptions? DnsLoadBalancing { get; set; }

    /// <summary>From which size on payloads are warned of.</summary>
    public PayloadLimitsOptions PayloadLimits { get; set; } = new();

    /// <inheritdoc/>
    public virtual object Clone()
    {
        var copy = (TemporalConnectionOptions)MemberwiseClone();
        copy.Tls = (TlsOptions?)Tls?.Clone();
        copy.RpcRetry = (RpcRetryOptions?)RpcRetry?.Clone();
        copy.KeepAlive = (KeepAliveOptions?)KeepAlive?.Clone();
        copy.HttpConnectProxy = (HttpConnectProxyOptions?)HttpConnectProxy?.Clone();
        copy.DnsLoadBalancing = (DnsLoadBalancingOptions?)DnsLoadBalancing?.Clone();
        copy.PayloadLimits = (PayloadLimitsOptions)PayloadLimits.Clone();
        return copy;
    }
}
