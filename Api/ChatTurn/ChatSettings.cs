using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Api.ChatTurn;

/// <summary>How turns are run.</summary>
internal sealed record ChatSettings
{
    /// <summary>How long a person is waited for; null leaves it to the workflow.</summary>
    [ConfigurationKeyName("CHAT_PATIENCE")]
    [DurationRange(1)]
    public TimeSpan? Patience { get; init; }
}
