using Microsoft.Extensions.DependencyInjection;
using OpsFlow.Activities.News;
using OpsFlow.Infrastructure.News;
using OpsFlow.Platform.Schedules;
using OpsFlow.Records.News;

namespace OpsFlow.Worker;

/// <summary>Registers the collection of news, as far as sources are named.</summary>
internal static class NewsRegistration
{
    private const string HttpName = "news";

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_feedInterval = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan s_searchInterval = TimeSpan.FromMinutes(5);

    public static IServiceCollection AddNewsCollection(this IServiceCollection services, NewsSettings settings)
    {
        // Without a log of its calls: addresses of private feeds hold keys.
        services.AddHttpClient(HttpName, c => c.Timeout = s_timeout).RemoveAllLoggers();
        if (settings.Feeds.Count > 0)
        {
            services.AddSingleton<IMaintenanceTask>(p => new NewsCollection(
                "news-feeds", "Reads the RSS and Atom feeds.", s_feedInterval,
                [
                    .. settings.Feeds.Select(f => new NewsFeed(
                        Http(p), f.Category, f.Address, p.GetRequiredService<TimeProvider>())),
                ],
                p.GetRequiredService<NewsStore>()));
        }

        if (settings.Searches.Count > 0)
        {
            services.AddSingleton<IMaintenanceTask>(p => new NewsCollection(
                "news-search", "Asks the news search.", s_searchInterval,
                [
                    .. settings.Searches.Select(s => new NaverNews(
                        Http(p), settings, s.Category, s.Query, p.GetRequiredService<TimeProvider>())),
                ],
                p.GetRequiredService<NewsStore>()));
        }

        return services;
    }

    private static HttpClient Http(IServiceProvider services) =>
        services.GetRequiredService<IHttpClientFactory>().CreateClient(HttpName);
}
