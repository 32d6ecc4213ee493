namespace OpsFlow.Infrastructure.News;

/// <summary>A piece of news, as plain text.</summary>
/// <param name="Source">Who published it.</param>
/// <param name="Summary">A few sentences; may be empty.</param>
/// <param name="Url">Where it can be read: http or https.</param>
public sealed record NewsItem(string Source, string Title, string Summary, Uri Url, DateTimeOffset PublishedAt);
