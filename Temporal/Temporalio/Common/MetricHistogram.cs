namespace Temporalio.Common;

/// <summary>A distribution of values.</summary>
/// <typeparam name="T">An integer or floating point type, or <see cref="TimeSpan"/>.</typeparam>
public abstract class MetricHistogram<T> : Metric<T>
    where T : struct
{
    /// <summary>Makes a histogram.</summary>
    /// <param name="name">The name.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="description">What it means.</param>
    protected MetricHistogram(string name, string? unit = null, string? description = null)
        : base(name, unit, description)
    {
    }

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value; not negative.</param>
    /// <param name="extraTags">Tags of this value only.</param>
    public abstract void Record(T value, IEnumerable<KeyValuePair<string, object>>? extraTags = null);

    /// <summary>The same histogram with more tags.</summary>
    /// <param name="tags">The tags; they replace those of the same name.</param>
    /// <returns>The histogram.</returns>
    public abstract MetricHistogram<T> WithTags(IEnumerable<KeyValuePair<string, object>> tags);
}
