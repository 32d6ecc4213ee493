using Microsoft.Extensions.Caching.Memory;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Platform.Access;
using OpsFlow.Records.News;
using ZiggyCreatures.Caching.Fusion;

namespace OpsFlow.Api.News;

/// <summary>
/// The news that was collected, from the store through a cache: an answer of the last minute is given at once, and an
/// older one while the store is asked anew.
/// </summary>
internal static class NewsEndpoints
{
    private const int MaxPage = 100;
    private const int MaxCategory = 100;
    private const int MaxId = 64;
    private const long MaxCacheItems = 500;

    private static readonly FusionCacheEntryOptions s_entry = new()
    {
        Duration = TimeSpan.FromMinutes(1),
        IsFailSafeEnabled = true,
        FailSafeMaxDuration = TimeSpan.FromMinutes(30),
        FailSafeThrottleDuration = TimeSpan.FromSeconds(5),
        // Whoever has an old answer does not wait for the new one.
        FactorySoftTimeout = TimeSpan.Zero,
        Size = 1,
    };

    public static IServiceCollection AddNews(IServiceCollection services)
    {
        services.AddFusionCache().WithMemoryCache(
            _ => new MemoryCache(new MemoryCacheOptions { SizeLimit = MaxCacheItems }));
        return services;
    }

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/news", ListAsync)
        .WithTags("News").WithName("ListNews").Needs(Scope.Read)
        .WithSummary("A page of news, the newest first.").Answers<NewsPage>(200).Problems(400);

    private static async Task<IResult> ListAsync(
        NewsStore store, IFusionCache cache, string? category, string? cursor, int? limit,
        CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        var before = PageCursor.Read(cursor, faults);
        // Kept in memory as part of the answer's key.
        if (before?.Id.Length > MaxId)
        {
            faults.Add($"cursor: {FaultWords.Cursor}");
        }

        if (category?.Length > MaxCategory)
        {
            faults.Add($"category: {FaultWords.FormatAtMost(MaxCategory)}");
        }

        var size = PageSize.Read(limit, 20, MaxPage, faults);
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var page = await cache.GetOrSetAsync<NewsPage>(
            $"news:{size}:{before?.At}-{before?.Id}:{category}",
            async token =>
            {
                var news = await store.ListAsync(category, before, size, token);
                return new(
                    [.. news.Select(NewsView.Of)],
                    news.Count == size ? PageCursor.Of(news[^1].PublishedAt, news[^1].Id) : null);
            },
            s_entry,
            token: cancellationToken);
        return Results.Json(page);
    }
}
