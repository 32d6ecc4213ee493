using OpsFlow.Infrastructure.Slack;

namespace OpsFlow.Activities.ErrorAnalysis.Notifications;

/// <summary>What a refusal of Slack means.</summary>
internal static class SlackRefusals
{
    /// <summary>Whether a message can be changed no more, but is still there.</summary>
    public static bool IsClosed(SlackException e) => e.Error is "edit_window_closed" or "cant_update_message"
        or "update_failed" or "cant_update_ephemeral_message";

    /// <summary>Whether there is no such message any more.</summary>
    public static bool IsGone(SlackException e) => e.Error is "message_not_found" or "thread_not_found";

    /// <summary>Why nothing was posted, for the person who can mend it.</summary>
    public static string Words(SlackException e, string channel) => e.Error switch
    {
        "not_in_channel" => NotificationWords.FormatNotInChannel(channel),
        "channel_not_found" => NotificationWords.FormatChannelNotFound(channel),
        "is_archived" => NotificationWords.FormatArchived(channel),
        "invalid_auth" or "not_authed" or "token_revoked" or "token_expired" or "account_inactive" =>
            NotificationWords.FormatBotToken(e.Error),
        "missing_scope" => NotificationWords.FormatMissingScope(e.Needed ?? "chat:write"),
        _ => NotificationWords.FormatSlackRefused(channel, e.Error),
    };
}
