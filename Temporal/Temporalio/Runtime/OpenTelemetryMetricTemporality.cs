namespace Temporalio.Runtime;

/// <summary>What counters and histograms sent to a collector cover.</summary>
public enum OpenTelemetryMetricTemporality
{
    /// <summary>All time since the start.</summary>
    Cumulative,

    /// <summary>The time since they were last sent.</summary>
    Delta,
}
