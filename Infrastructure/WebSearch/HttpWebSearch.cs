using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Requests;

namespace OpsFlow.Infrastructure.WebSearch;

/// <summary>
/// Search by a provider's HTTP interface. Sources: Tavily, API reference, Search; Serper, API documentation, search.
/// </summary>
public sealed class HttpWebSearch(HttpClient http, WebSearchSettings settings) : IWebSearch
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxQuery = 400;
    private const int Most = 5;
    private const int MaxTitle = 120;
    private const int MaxText = 600;
    private const int MaxUrl = 1000;

    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 32 };

    private static readonly Dictionary<WebSearchProvider, Uri> s_addresses = new()
    {
        [WebSearchProvider.Tavily] = new("https://api.tavily.com/search"),
        [WebSearchProvider.Serper] = new("https://google.serper.dev/search"),
    };

    /// <inheritdoc/>
    public bool IsSetUp => settings.Provider != WebSearchProvider.None && !string.IsNullOrEmpty(settings.Key);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WebHit>> SearchAsync(
        string query, string language, CancellationToken cancellationToken)
    {
        using var request = Request(query.OneLine(MaxQuery), language);
        try
        {
            var (status, body) = await BoundedHttp.SendAsync(http, request, MaxBytes, cancellationToken);
            if (body is null)
            {
                throw new WebSearchException($"The search provider answered {(int)status}.");
            }

            using var document = JsonDocument.Parse(body, s_json);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new WebSearchException("The search provider's answer cannot be read.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new WebSearchException("The search provider cannot be reached, or answers too much.", e);
        }
    }

    private static string? Text(JsonElement of, params string[] names) => names
        .Select(n => of.TryGetProperty(n, out var value) ? JsonText.Of(value) : null)
        .FirstOrDefault(t => t is not null);

    private HttpRequestMessage Request(string query, string language)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, settings.Url ?? s_addresses[settings.Provider]);
        if (settings.Provider == WebSearchProvider.Tavily)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.Key);
            request.Content = JsonContent.Create(new { query, max_results = Most, search_depth = "basic" });
        }
        else
        {
            request.Headers.TryAddWithoutValidation("X-API-KEY", settings.Key);
            request.Content = JsonContent.Create(
                new { q = query, num = Most, hl = language, gl = language == Language.Korean ? "kr" : "us" });
        }

        return request;
    }

    private IReadOnlyList<WebHit> Read(JsonElement root)
    {
        var list = settings.Provider == WebSearchProvider.Tavily ? "results" : "organic";
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new WebSearchException("The search provider's answer has another form.");
        }

        // A search that finds nothing has no list at Serper.
        return root.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array
            ?
            [
                .. items.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object).Select(Hit).OfType<WebHit>()
                    .DistinctBy(h => h.Url).Take(Most),
            ]
            : [];
    }

    private static WebHit? Hit(JsonElement item)
    {
        var address = Text(item, "url", "link");
        return address is { Length: <= MaxUrl } && Uri.TryCreate(address, UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https" && url.UserInfo.Length == 0
                ? new(
                    Text(item, "title") is { Length: > 0 } title ? title.OneLine(MaxTitle) : url.Host, url,
                    Text(item, "content", "snippet")?.OneLine(MaxText) ?? "")
                : null;
    }
}
