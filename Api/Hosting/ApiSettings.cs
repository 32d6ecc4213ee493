using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace OpsFlow.Api.Hosting;

/// <summary>How the process listens and what it runs.</summary>
internal sealed record ApiSettings : IValidatableObject
{
    public const int MinAdminKey = 20;

    /// <summary>The port of console and API; 0 takes any.</summary>
    [ConfigurationKeyName("PORT")]
    [Range(0, 65535, ErrorMessage = "{0} must be a port, {1} to {2}")]
    public int Port { get; init; } = 8080;

    [ConfigurationKeyName("HOST")]
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The embedded engine's port; 0 takes any.</summary>
    [ConfigurationKeyName("TEMPORAL_PORT")]
    [Range(0, 65535, ErrorMessage = "{0} must be a port, {1} to {2}")]
    public int TemporalPort { get; init; } = 7233;

    /// <summary>Whether workers run in this process.</summary>
    [ConfigurationKeyName("WORKERS")]
    public bool RunWorkers { get; init; } = true;

    /// <summary>The administrator's key; null makes one at the first start.</summary>
    [ConfigurationKeyName("ADMIN_KEY")]
    public string? AdminKey { get; init; }

    /// <summary>Addresses and networks of proxies whose <c>X-Forwarded-For</c> and <c>-Proto</c> are believed.</summary>
    [ConfigurationKeyName("TRUSTED_PROXIES")]
    public string[] TrustedProxies { get; init; } = [];

    /// <summary>What Kestrel is told to listen on.</summary>
    public string Url => IPAddress.TryParse(Host, out var address) ? $"http://{new IPEndPoint(address, Port)}" : $"http://{Host}:{Port}";

    public IEnumerable<IPNetwork> TrustedNetworks => TrustedProxies.Select(p => Network(p)!.Value);

    private bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>What a command line sets, by variable without its prefix.</summary>
    /// <exception cref="FormatException">An argument is unknown.</exception>
    public static Dictionary<string, string?> Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string?>();
        for (var i = 0; i < arguments.Count; i++)
        {
            values["PORT"] = arguments[i] == "--port" && i + 1 < arguments.Count
                ? arguments[++i]
                : throw new FormatException($"Unknown argument {arguments[i]}. Known: --port N.");
        }

        return values;
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsLoopback && AdminKey is not { Length: >= MinAdminKey })
        {
            yield return new(
                $"OPSFLOW_ADMIN_KEY must be set ({MinAdminKey} characters or more, and TLS in front) "
                + "as OPSFLOW_HOST is not a loopback address");
        }

        if (Host is not ("*" or "+") && Uri.CheckHostName(Host) == UriHostNameType.Unknown)
        {
            yield return new("OPSFLOW_HOST must be an address or a host name");
        }

        foreach (var proxy in TrustedProxies.Where(p => Network(p) is null))
        {
            yield return new($"OPSFLOW_TRUSTED_PROXIES must be addresses or networks such as 10.0.0.0/8, which {proxy} is not");
        }
    }

    private static IPNetwork? Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
