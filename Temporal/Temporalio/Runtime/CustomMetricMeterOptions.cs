namespace Temporalio.Runtime;

/// <summary>How a custom meter gets its values.</summary>
public class CustomMetricMeterOptions : ICloneable
{
    /// <summary>How durations are given.</summary>
    public enum DurationFormat
    {
        /// <summary>As whole milliseconds (<see cref="long"/>).</summary>
        IntegerMilliseconds,

        /// <summary>As seconds (<see cref="double"/>).</summary>
        FloatSeconds,

        /// <summary>As <see cref="System.TimeSpan"/>.</summary>
        TimeSpan,
    }

    /// <summary>How durations are given. Default whole milliseconds.</summary>
    public DurationFormat HistogramDurationFormat { get; set; } = DurationFormat.IntegerMilliseconds;

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
