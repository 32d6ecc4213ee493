using System.Globalization;
using System.Net;
using Octokit;

namespace OpsFlow.Infrastructure.GitHub;

/// <summary>Says what a refusal of GitHub means for who can mend it, and whether it is only a limit.</summary>
internal static class GitHubFaults
{
    // GitHub's advice where an answer does not say how long.
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    // Limits have no status of their own, and not all of them a header.
    private static readonly string[] s_limits =
    [
        "rate limit", "abuse detection", "too quickly", "wait a few minutes", "temporarily blocked",
    ];

    /// <summary>What is known of the caller when a call fails.</summary>
    /// <param name="HasToken">Whether a token was sent.</param>
    /// <param name="WasAnswered">Whether the repository was seen before.</param>
    internal sealed record Caller(string Repository, bool HasToken, bool WasAnswered);

    public static GitHubException Of(ApiException e, Caller caller, DateTimeOffset now)
    {
        var status = (int)e.StatusCode;
        var isPage = IsPage(e.HttpResponse?.ContentType);
        var errors = e.ApiError?.Errors?.Select(x => x.Message ?? $"{x.Resource}.{x.Field}: {x.Code}") ?? [];
        var said = isPage ? GitHubWords.Page : string.Join("; ", [e.Message, .. errors]);
        if (Wait(e, now) is { } wait)
        {
            return new(e.StatusCode, GitHubWords.FormatLimited(status, said), wait);
        }

        return new(e.StatusCode, status switch
        {
            >= 500 => GitHubWords.FormatDown(status),
            _ when isPage => GitHubWords.FormatWebPage(status),
            401 => caller.HasToken ? GitHubWords.TokenRefused : GitHubWords.FormatNoToken(caller.Repository),
            404 when !caller.HasToken => GitHubWords.FormatNoToken(caller.Repository),
            404 when caller.WasAnswered => GitHubWords.FormatMayNotWrite(caller.Repository, said),
            404 => GitHubWords.FormatNotSeen(caller.Repository),
            403 => GitHubWords.FormatForbidden(caller.Repository, said),
            409 when Has(said, "is empty") => GitHubWords.FormatEmpty(caller.Repository),
            422 when Has(said, "verified signature") => GitHubWords.FormatSignatures(said),
            422 when Has(said, "rule violation") => GitHubWords.FormatRules(said),
            _ => GitHubWords.FormatAnswered(status, said),
        });
    }

    /// <summary>Whether an answer is for a browser: a sign-in page, or another address than the API's.</summary>
    public static bool IsPage(string? contentType) =>
        contentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true
        || contentType?.StartsWith("application/xhtml", StringComparison.OrdinalIgnoreCase) == true;

    private static TimeSpan? Wait(ApiException e, DateTimeOffset now)
    {
        var header = Header(e, "Retry-After");
        if (int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (DateTimeOffset.TryParse(header, CultureInfo.InvariantCulture, out var date))
        {
            return date > now ? date - now : TimeSpan.Zero;
        }

        var isOut = Header(e, "x-ratelimit-remaining") == "0";
        var isLimit = (int)e.StatusCode switch
        {
            429 => true,
            403 => isOut || Has($"{e.Message} {e.HttpResponse?.Body}", s_limits),
            422 => Has($"{e.Message} {e.HttpResponse?.Body}", "too quickly", "rate limit"),
            _ => false,
        };
        if (!isLimit)
        {
            return null;
        }

        return isOut
            && long.TryParse(
                Header(e, "x-ratelimit-reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var reset)
            && reset < 253402300799 && DateTimeOffset.FromUnixTimeSeconds(reset) - now is var wait
            && wait > TimeSpan.Zero
                ? wait
                : s_pause;
    }

    private static string? Header(ApiException e, string name) => e.HttpResponse?.Headers?
        .FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static bool Has(string text, params string[] parts) =>
        parts.Any(p => text.Contains(p, StringComparison.OrdinalIgnoreCase));
}
