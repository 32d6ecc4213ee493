namespace Temporalio.Common;

/// <summary>A value that goes up and down; the last one counts.</summary>
/// <typeparam name="T">An integer or floating point type.</typeparam>
public abstract class MetricGauge<T> : Metric<T>
    where T : struct
{
    /// <summary>Makes a gauge.</summary>
    /// <param name="name">The name.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="description">What it means.</param>
    protected MetricGauge(string name, string? unit = null, string? description = null)
        : base(name, unit, description)
    {
    }

    /// <summary>Sets the value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="extraTags">Tags of this value only.</param>
    public abstract void Set(T value, IEnumerable<KeyValuePair<string, object>>? extraTags = null);

    /// <summary>The same gauge with more tags.</summary>
    /// <param name="tags">The tags; they replace those of the same name.</param>
    /// <returns>The gauge.</returns>
    public abstract MetricGauge<T> WithTags(IEnumerable<KeyValuePair<string, object>> tags);
}
