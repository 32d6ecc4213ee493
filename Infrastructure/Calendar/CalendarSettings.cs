using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.Calendar;

/// <summary>Which calendar is looked at and written into.</summary>
public sealed record CalendarSettings
{
    /// <summary>The collection's address by CalDAV; null for no calendar.</summary>
    [ConfigurationKeyName("CALDAV_URL")]
    public Uri? Url { get; init; }

    /// <summary>The user.</summary>
    [ConfigurationKeyName("CALDAV_USER")]
    public string? User { get; init; }

    /// <summary>The password.</summary>
    [ConfigurationKeyName("CALDAV_PASSWORD")]
    public string? Password { get; init; }

    /// <summary>The zone in which days are reckoned.</summary>
    [ConfigurationKeyName("CHAT_ZONE")]
    public string Zone { get; init; } = "Asia/Seoul";
}
