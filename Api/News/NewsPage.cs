namespace OpsFlow.Api.News;

/// <summary>A page of news.</summary>
/// <param name="Next">The cursor of the next page; null at the end.</param>
internal sealed record NewsPage(IReadOnlyList<NewsView> News, string? Next);
