using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.Hosts;

/// <summary>The machines and services that may be asked how they are: a closed list.</summary>
public sealed record HostSettings
{
    /// <summary>As <c>gpu=http://10.0.0.5:9000, mlx=http://...</c>; null for none.</summary>
    [ConfigurationKeyName("HOSTS")]
    public string? Hosts { get; init; }

    /// <summary>Their addresses by name; what is no address is left out.</summary>
    public IReadOnlyDictionary<string, Uri> All => (Hosts ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(h => h.Split('=', 2, StringSplitOptions.TrimEntries))
        .Where(h => h.Length == 2 && Uri.TryCreate(h[1], UriKind.Absolute, out var url)
            && (url.Scheme is "http" or "https"))
        .GroupBy(h => h[0]).ToDictionary(g => g.Key, g => new Uri(g.First()[1].TrimEnd('/') + "/"));
}
