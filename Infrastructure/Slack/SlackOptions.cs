using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.Slack;

/// <summary>How Slack is reached.</summary>
public sealed record SlackOptions
{
    /// <summary>The bot's token (<c>xoxb-...</c>); null posts nothing.</summary>
    [ConfigurationKeyName("SLACK_BOT_TOKEN")]
    public string? BotToken { get; init; }

    /// <summary>The signing secret of the Slack app; null accepts no interactions.</summary>
    [ConfigurationKeyName("SLACK_SIGNING_SECRET")]
    public string? SigningSecret { get; init; }

    /// <summary>The API's address, ending in a slash. Default Slack's own.</summary>
    [ConfigurationKeyName("SLACK_API_URL")]
    public Uri ApiUrl
    {
        get;
        init => field = value.AbsolutePath.EndsWith('/') ? value : new Uri(value.AbsoluteUri + "/");
    } = new("https://slack.com/api/");
}
