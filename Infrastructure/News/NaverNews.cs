using System.Globalization;
using System.Text.Json;

namespace OpsFlow.Infrastructure.News;

/// <summary>A query of Naver's news search. Source: Naver Developers, Search API, news.</summary>
public sealed class NaverNews(HttpClient http, NewsSettings settings, string category, string query, TimeProvider time)
    : INewsSource
{
    private const int MaxItems = 100;

    /// <inheritdoc/>
    public string Name => $"naver:{query}";

    /// <inheritdoc/>
    public string Category => category;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NewsItem>> ReadAsync(CancellationToken cancellationToken)
    {
        var address = $"v1/search/news.json?query={Uri.EscapeDataString(query)}&display={MaxItems}&sort=date";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(settings.NaverUrl, address));
        request.Headers.Add("X-Naver-Client-Id", settings.NaverClientId);
        request.Headers.Add("X-Naver-Client-Secret", settings.NaverClientSecret);
        using var content = await NewsHttp.ReadAsync(http, request, cancellationToken);
        try
        {
            var answer = await JsonSerializer.DeserializeAsync<Answer>(
                content, JsonSerializerOptions.Web, cancellationToken);
            return [.. (answer?.Items ?? []).Take(MaxItems).Select(Read).OfType<NewsItem>()];
        }
        catch (JsonException e)
        {
            throw new NewsException($"the answer cannot be read: {e.Message}", e);
        }
    }

    private NewsItem? Read(Item? item)
    {
        var title = NewsText.Plain(item?.Title, NewsText.MaxTitle);
        var link = string.IsNullOrEmpty(item?.Originallink) ? item?.Link : item.Originallink;
        if (title.Length == 0 || !Uri.TryCreate(link, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var isDated = DateTimeOffset.TryParse(
            item!.PubDate, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at);
        var summary = NewsText.Plain(item.Description, NewsText.MaxSummary);
        return new(url.Host, title, summary, url, isDated && at <= now ? at : now);
    }

    private sealed record Answer(IReadOnlyList<Item?>? Items);

    private sealed record Item(string? Title, string? Originallink, string? Link, string? Description, string? PubDate);
}
