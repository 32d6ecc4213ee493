namespace Temporalio.Client;

/// <summary>A proxy that connections are made through.</summary>
public class HttpConnectProxyOptions : ICloneable
{
    /// <summary>Makes options.</summary>
    public HttpConnectProxyOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="targetHost"><c>host:port</c> of the proxy.</param>
    public HttpConnectProxyOptions(string targetHost) => TargetHost = targetHost;

    /// <summary><c>host:port</c> of the proxy.</summary>
    public string? TargetHost { get; set; }

    /// <summary>User and password for the proxy; null for none.</summary>
    public (string Username, string Password)? BasicAuth { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
