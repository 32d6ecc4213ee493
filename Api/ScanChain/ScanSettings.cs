using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Api.ScanChain;

/// <summary>How scans are run.</summary>
internal sealed record ScanSettings
{
    /// <summary>How long the user is waited for; null leaves it to the workflow.</summary>
    [ConfigurationKeyName("SCAN_LABEL_PATIENCE")]
    [DurationRange(7)]
    public TimeSpan? LabelPatience { get; init; }
}
