namespace Temporalio.Common;

/// <summary>Makes things that are measured.</summary>
public abstract class MetricMeter
{
    /// <summary>Makes a counter.</summary>
    /// <typeparam name="T">An integer type.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="description">What it means.</param>
    /// <returns>The counter.</returns>
    /// <exception cref="ArgumentException">The type is none of these.</exception>
    public abstract MetricCounter<T> CreateCounter<T>(string name, string? unit = null, string? description = null)
        where T : struct;

    /// <summary>Makes a histogram.</summary>
    /// <typeparam name="T">An integer or floating point type, or <see cref="TimeSpan"/>.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="description">What it means.</param>
    /// <returns>The histogram.</returns>
    /// <exception cref="ArgumentException">The type is none of these.</exception>
    public abstract MetricHistogram<T> CreateHistogram<T>(string name, string? unit = null, string? description = null)
        where T : struct;

    /// <summary>Makes a gauge.</summary>
    /// <typeparam name="T">An integer or floating point type.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="description">What it means.</param>
    /// <returns>The gauge.</returns>
    /// <exception cref="ArgumentException">The type is none of these.</exception>
    public abstract MetricGauge<T> CreateGauge<T>(string name, string? unit = null, string? description = null)
        where T : struct;

    /// <summary>The same meter with more tags.</summary>
    /// <param name="tags">The tags; they replace those of the same name.</param>
    /// <returns>The meter.</returns>
    public abstract MetricMeter WithTags(IEnumerable<KeyValuePair<string, object>> tags);
}
