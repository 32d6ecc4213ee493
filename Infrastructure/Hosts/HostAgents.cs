using System.Net.Http;
using System.Text;

namespace OpsFlow.Infrastructure.Hosts;

/// <summary>Asks the machines' own endpoints. No address but those of the list is ever reached.</summary>
public sealed class HostAgents(HttpClient http, HostSettings settings)
{
    private const int MaxBytes = 64 * 1024;

    private readonly IReadOnlyDictionary<string, Uri> _hosts = settings.All;

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => _hosts.Keys;

    /// <summary>What a host says; null when it does not answer, or is not of the list.</summary>
    /// <param name="what">status, health, disk, network or models.</param>
    public async Task<string?> AskAsync(string host, string what, CancellationToken cancellationToken)
    {
        if (!_hosts.TryGetValue(host, out var url))
        {
            return null;
        }

        try
        {
            using var response = await http.GetAsync(
                new Uri(url, what), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return null;
            }

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var bytes = new byte[MaxBytes];
            var length = await body.ReadAtLeastAsync(bytes, MaxBytes, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(bytes, 0, length);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
