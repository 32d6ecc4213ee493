namespace OpsFlow.Infrastructure.Slack;

/// <summary>How Slack is reached. Read once at start.</summary>
public sealed record SlackOptions
{
    /// <summary>The bot's token (<c>xoxb-...</c>); null posts nothing.</summary>
    public string? BotToken { get; init; }

    /// <summary>The signing secret of the Slack app; null accepts no interactions.</summary>
    public string? SigningSecret { get; init; }

    /// <summary>The API's address, ending in a slash. Default Slack's own.</summary>
    public Uri ApiUrl { get; init; } = new("https://slack.com/api/");

    /// <summary>Reads <c>OPSFLOW_SLACK_BOT_TOKEN</c>, <c>OPSFLOW_SLACK_SIGNING_SECRET</c>, <c>OPSFLOW_SLACK_API_URL</c>.</summary>
    /// <param name="read">Reads a variable.</param>
    /// <returns>The options.</returns>
    public static SlackOptions FromEnvironment(Func<string, string?> read) => new()
    {
        BotToken = read("OPSFLOW_SLACK_BOT_TOKEN"),
        SigningSecret = read("OPSFLOW_SLACK_SIGNING_SECRET"),
        ApiUrl = read("OPSFLOW_SLACK_API_URL") is { Length: > 0 } url
            ? new Uri(url.EndsWith('/') ? url : url + "/")
            : new("https://slack.com/api/"),
    };
}
