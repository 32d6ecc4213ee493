using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.Synology;

/// <summary>A Synology Chat server: its outgoing webhook asks, its incoming one or its bot answers.</summary>
public sealed record SynologySettings : IValidatableObject
{
    /// <summary>The address of the incoming webhook or the bot, with its own token; null for no such channel.</summary>
    [ConfigurationKeyName("SYNOLOGY_URL")]
    public Uri? Url { get; init; }

    /// <summary>The token of the outgoing webhook or the bot.</summary>
    [ConfigurationKeyName("SYNOLOGY_TOKEN")]
    public string? Token { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((Url is null) != string.IsNullOrEmpty(Token))
        {
            yield return new("OPSFLOW_SYNOLOGY_URL and OPSFLOW_SYNOLOGY_TOKEN are needed both or neither");
        }
    }
}
