using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.News;

/// <summary>Where news comes from. Nothing is collected unless something is set.</summary>
public sealed record NewsSettings : IValidatableObject
{
    /// <summary>Feeds as <c>category=https://host/feed.xml</c>, separated by blanks or line ends.</summary>
    [ConfigurationKeyName("NEWS_FEEDS")]
    public string? FeedList { get; init; }

    /// <summary>Searches as <c>category=words</c>, separated by semicolons; need Naver's id and secret.</summary>
    [ConfigurationKeyName("NEWS_SEARCHES")]
    public string? SearchList { get; init; }

    /// <summary>The application's id at Naver Developers.</summary>
    [ConfigurationKeyName("NAVER_CLIENT_ID")]
    public string? NaverClientId { get; init; }

    /// <summary>The application's secret at Naver Developers.</summary>
    [ConfigurationKeyName("NAVER_CLIENT_SECRET")]
    public string? NaverClientSecret { get; init; }

    /// <summary>Where the search is. Default Naver's.</summary>
    [ConfigurationKeyName("NAVER_URL")]
    public Uri NaverUrl { get; init; } = new("https://openapi.naver.com/");

    /// <summary>The feeds by category.</summary>
    public IReadOnlyList<(string Category, Uri Address)> Feeds =>
    [
        .. Pairs(FeedList, [' ', '\t', '\r', '\n']).Where(p => IsAddress(p.Value))
            .Select(p => (p.Category, new Uri(p.Value))),
    ];

    /// <summary>The searches by category.</summary>
    public IReadOnlyList<(string Category, string Query)> Searches => [.. Pairs(SearchList, [';', '\r', '\n'])];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Pairs(FeedList, [' ', '\t', '\r', '\n']).Any(p => p.Category.Length == 0 || !IsAddress(p.Value)))
        {
            yield return new("OPSFLOW_NEWS_FEEDS must be pairs such as technology=https://host/feed.xml");
        }

        if (Searches.Any(s => s.Category.Length == 0 || s.Query.Length == 0))
        {
            yield return new("OPSFLOW_NEWS_SEARCHES must be pairs such as environment=recycling");
        }

        if (Searches.Count > 0 && (string.IsNullOrEmpty(NaverClientId) || string.IsNullOrEmpty(NaverClientSecret)))
        {
            yield return new("OPSFLOW_NAVER_CLIENT_ID and OPSFLOW_NAVER_CLIENT_SECRET are needed for searches");
        }
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static IEnumerable<(string Category, string Value)> Pairs(string? list, char[] separators) =>
        (list ?? "").Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(p => p.Split('=', 2, StringSplitOptions.TrimEntries))
            .Select(p => p is [var category, var value] ? (category, value) : ("", p[0]));
}
