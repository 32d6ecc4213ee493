namespace Temporalio.Client;

/// <summary>TLS of a connection.</summary>
public class TlsOptions : ICloneable
{
    /// <summary>PEM of the authorities that the server is trusted by; null for the system's.</summary>
    public byte[]? ServerRootCACert { get; set; }

    /// <summary>The name that the server's certificate must bear; null for the target's host.</summary>
    public string? Domain { get; set; }

    /// <summary>PEM of the client's certificate (mutual TLS).</summary>
    public byte[]? ClientCert { get; set; }

    /// <summary>PEM of the client's private key (mutual TLS).</summary>
    public byte[]? ClientPrivateKey { get; set; }

    /// <summary>Whether TLS is off although other settings (an API key) would turn it on. Default false.</summary>
    public bool Disabled { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
