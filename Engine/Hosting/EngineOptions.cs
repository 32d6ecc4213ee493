using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Hosting;

/// <summary>Options of a server. Read once, at the start; later changes do nothing.</summary>
public sealed record EngineOptions
{
    private const string ServerAuthenticationUsage = "1.3.6.1.5.5.7.3.1";

    /// <summary>
    /// The SQLite file; created when absent. Null (the default) for a temporary one that is deleted in the end.
    /// </summary>
    public string? DatabasePath { get; set; }

    /// <summary>
    /// The address to listen on. Default 127.0.0.1; any other than a loopback address needs <see cref="ApiKey"/>.
    /// </summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port for gRPC; 0 (the default) for any free one.</summary>
    public int Port { get; set; }

    /// <summary>The port of the console; null (the default) for none.</summary>
    public int? UiPort { get; set; }

    /// <summary>Namespaces that exist from the start. Default <c>default</c>.</summary>
    public IReadOnlyList<string> Namespaces { get; set; } = ["default"];

    /// <summary>
    /// Let waiting workflows' time pass at once when nobody has locked it (see TestService). Default false.
    /// </summary>
    public bool TimeSkipping { get; set; }

    /// <summary>Whether the time starts out locked, if it can be skipped at all. Default true.</summary>
    public bool TimeStartsLocked { get; set; } = true;

    /// <summary>Callers must send it as <c>authorization: Bearer KEY</c>. Null (the default) for no check.</summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// The server's certificate, with its private key; everything is then served over TLS only. Null (the default) for
    /// no TLS.
    /// </summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Custom search attributes of the <see cref="Namespaces"/>. Default none.</summary>
    public IReadOnlyDictionary<string, IndexedValueType> SearchAttributes { get; set; } =
        new Dictionary<string, IndexedValueType>();

    /// <summary>How many idle workflows stay in memory. Default 10,000; at least 1.</summary>
    public int MaxCachedWorkflows { get; set; } = 10_000;

    /// <summary>
    /// How long closed workflows of the <see cref="Namespaces"/> are kept. Default 7 days; at least 1 hour.
    /// </summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Whether the process's memory is given back when nothing has been done for a while, by a collection that stops it
    /// for milliseconds (longer the more is in memory). Default false: that is the whole process's, not only the
    /// server's. The stand-alone server does it.
    /// </summary>
    public bool TrimMemoryWhenIdle { get; set; }

    /// <summary>The server's clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>From how many events on a workflow is told to continue as new. Default 4,096.</summary>
    public int SuggestContinueAsNewAt { get; set; } = 4 * 1024;

    /// <summary>Checks what is set.</summary>
    /// <returns>The address to listen on.</returns>
    /// <exception cref="ArgumentException">The options contradict each other, or the certificate is not for
    /// servers.</exception>
    internal IPAddress Validate()
    {
        var host = Host is "localhost" ? "127.0.0.1" : Host;
        if (!IPAddress.TryParse(host, out var address))
        {
            throw new ArgumentException($"'{Host}' is not an IP address.");
        }

        if (!IPAddress.IsLoopback(address) && string.IsNullOrEmpty(ApiKey))
        {
            throw new ArgumentException(
                $"Listening on {Host} makes the server reachable by others: set an API key, or listen on 127.0.0.1.");
        }

        if (Certificate is { } certificate && !IsForServers(certificate))
        {
            throw new ArgumentException(
                $"The certificate of {certificate.Subject} is not for servers: its extended key usages say otherwise.");
        }

        return Port is < 0 or > 65535
            ? throw new ArgumentException($"{Port} is not a port.")
            : address;
    }

    private static bool IsForServers(X509Certificate2 certificate)
    {
        var usages = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(e => e.EnhancedKeyUsages.Cast<Oid>()).Select(o => o.Value).ToList();
        return usages.Count == 0 || usages.Contains(ServerAuthenticationUsage);
    }
}
