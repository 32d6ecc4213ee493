namespace Temporalio.Runtime.Metrics;

/// <summary>What the values of a metric are.</summary>
internal enum MetricValues
{
    /// <summary>Whole numbers.</summary>
    Integer,

    /// <summary>Floating point numbers.</summary>
    Float,

    /// <summary>Durations.</summary>
    Duration,
}
