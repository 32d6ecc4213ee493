using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace OpsFlow.Api.RateLimits;

/// <summary>How much one caller may ask. A tenfold rate passes for a moment; 0 sets no limit.</summary>
internal sealed record RateLimitSettings
{
    /// <summary>Reports a second from one address.</summary>
    [ConfigurationKeyName("WEBHOOK_RATE")]
    [Range(0, 1_000_000, ErrorMessage = "{0} must be {1} to {2} reports a second")]
    public int WebhookRate { get; init; } = 2000;

    /// <summary>Reports a second of one registered server, whatever addresses they come from.</summary>
    [ConfigurationKeyName("WEBHOOK_SERVER_RATE")]
    [Range(0, 1_000_000, ErrorMessage = "{0} must be {1} to {2} reports a second")]
    public int WebhookServerRate { get; init; } = 1000;

    /// <summary>Requests a second of one caller, or of one address where nobody is signed in.</summary>
    [ConfigurationKeyName("API_RATE")]
    [Range(0, 1_000_000, ErrorMessage = "{0} must be {1} to {2} requests a second")]
    public int ApiRate { get; init; } = 200;

    /// <summary>Wrong keys a minute from one address, and wrong passwords of each user from one.</summary>
    [ConfigurationKeyName("WRONG_KEYS")]
    [Range(0, 1_000_000, ErrorMessage = "{0} must be {1} to {2} wrong keys a minute")]
    public int WrongKeys { get; init; } = 20;
}
