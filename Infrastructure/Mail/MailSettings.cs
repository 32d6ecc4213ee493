using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Infrastructure.Mail;

/// <summary>Which mailbox is read. Nothing is ever sent, moved or marked.</summary>
public sealed record MailSettings
{
    /// <summary>
    /// The server, as <c>imaps://mail.example.com</c>; null for no mailbox. <c>imap://</c> is without TLS.
    /// </summary>
    [ConfigurationKeyName("IMAP_URL")]
    [UrlSchemes("imaps", "imap")]
    public Uri? Url { get; init; }

    /// <summary>The user.</summary>
    [ConfigurationKeyName("IMAP_USER")]
    public string? User { get; init; }

    /// <summary>The password.</summary>
    [ConfigurationKeyName("IMAP_PASSWORD")]
    public string? Password { get; init; }
}
