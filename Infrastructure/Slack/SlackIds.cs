using System.Text.RegularExpressions;

namespace OpsFlow.Infrastructure.Slack;

/// <summary>Ids of people and channels, in the forms that Slack copies them.</summary>
public static partial class SlackIds
{
    /// <summary>A person's id from <c>U012ABCDEF</c>, <c>&lt;@U012ABCDEF|mina&gt;</c> or the address of a profile.
    /// </summary>
    /// <returns>The id, or null if it names nobody by id.</returns>
    public static string? User(string? text) =>
        UserForm().Match(text?.Trim() ?? "") is { Success: true } match ? match.Groups["id"].Value : null;

    /// <summary>A channel's id from <c>&lt;#C012ABCDEF|ops&gt;</c> or its address; anything else stays as it is.
    /// </summary>
    public static string Channel(string text) =>
        ChannelForm().Match(text.Trim()) is { Success: true } match ? match.Groups["id"].Value : text.Trim();

    [GeneratedRegex(
        @"^(?:<@(?<id>[UW][A-Z0-9]+)(?:\|[^>]*)?>|(?:@|https://[^/\s]+/team/)?(?<id>[UW][A-Z0-9]+)/?)$")]
    private static partial Regex UserForm();

    [GeneratedRegex(
        @"^(?:<#(?<id>[CGD][A-Z0-9]+)(?:\|[^>]*)?>|https://[^/\s]+/archives/(?<id>[CGD][A-Z0-9]+)(?:/\S*)?)$")]
    private static partial Regex ChannelForm();
}
