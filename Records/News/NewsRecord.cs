namespace OpsFlow.Records.News;

/// <summary>A stored piece of news.</summary>
/// <param name="Id">By its address.</param>
/// <param name="PublishedAt">In Unix milliseconds.</param>
public sealed record NewsRecord(
    string Id, string Category, string Source, string Title, string Summary, string Url, long PublishedAt);
