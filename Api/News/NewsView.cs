using OpsFlow.Records.News;

namespace OpsFlow.Api.News;

/// <summary>A piece of news.</summary>
/// <param name="Source">Who published it.</param>
internal sealed record NewsView(
    string Id, string Category, string Source, string Title, string Summary, string Url, DateTimeOffset PublishedAt)
{
    public static NewsView Of(NewsRecord record) => new(
        record.Id, record.Category, record.Source, record.Title, record.Summary, record.Url,
        DateTimeOffset.FromUnixTimeMilliseconds(record.PublishedAt));
}
