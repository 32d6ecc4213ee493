using System.ServiceModel.Syndication;
using System.Xml;

namespace OpsFlow.Infrastructure.News;

/// <summary>An RSS 2.0 or Atom 1.0 feed.</summary>
public sealed class NewsFeed(HttpClient http, string category, Uri address, TimeProvider time) : INewsSource
{
    private const int MaxItems = 200;

    private static readonly XmlReaderSettings s_xml = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 4_000_000,
        Async = false,
    };

    /// <inheritdoc/>
    public string Name => address.GetLeftPart(UriPartial.Path);

    /// <inheritdoc/>
    public string Category => category;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NewsItem>> ReadAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var content = await NewsHttp.ReadAsync(http, request, cancellationToken);
        try
        {
            using var reader = XmlReader.Create(content, s_xml);
            var feed = SyndicationFeed.Load(reader);
            var source = NewsText.Plain(feed.Title?.Text, NewsText.MaxTitle);
            return
            [
                .. feed.Items.Take(MaxItems).Select(i => Read(i, source.Length > 0 ? source : address.Host))
                    .OfType<NewsItem>(),
            ];
        }
        catch (Exception e) when (e is XmlException or FormatException or UriFormatException)
        {
            throw new NewsException($"the feed cannot be read: {e.Message}", e);
        }
    }

    private NewsItem? Read(SyndicationItem item, string source)
    {
        var link = item.Links.FirstOrDefault(l => l.RelationshipType is null or "alternate")
            ?? item.Links.FirstOrDefault();
        var title = NewsText.Plain(item.Title?.Text, NewsText.MaxTitle);
        if (link?.GetAbsoluteUri() is not { Scheme: "http" or "https" } url || title.Length == 0)
        {
            return null;
        }

        var summary = item.Summary?.Text ?? (item.Content as TextSyndicationContent)?.Text;
        return new(source, title, NewsText.Plain(summary, NewsText.MaxSummary), url, PublishedAt(item));
    }

    // A date that cannot be read shows itself only when it is asked for.
    private DateTimeOffset PublishedAt(SyndicationItem item)
    {
        var now = time.GetUtcNow();
        try
        {
            var at = item.PublishDate != default ? item.PublishDate : item.LastUpdatedTime;
            return at == default || at > now ? now : at;
        }
        catch (XmlException)
        {
            return now;
        }
    }
}
