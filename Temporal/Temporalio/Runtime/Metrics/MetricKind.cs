namespace Temporalio.Runtime.Metrics;

/// <summary>Kinds of metrics.</summary>
internal enum MetricKind
{
    /// <summary>A sum.</summary>
    Counter,

    /// <summary>The last value.</summary>
    Gauge,

    /// <summary>A distribution.</summary>
    Histogram,
}
