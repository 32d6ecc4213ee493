namespace Temporalio.Common;

/// <summary>A sum that only grows.</summary>
/// <typeparam name="T">An integer type.</typeparam>
public abstract class MetricCounter<T> : Metric<T>
    where T : struct
{
    /// <summary>Makes a counter.</summary>
    /// <param name="name">The name.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="description">What it means.</param>
    protected MetricCounter(string name, string? unit = null, string? description = null)
        : base(name, unit, description)
    {
    }

    /// <summary>Adds to the sum.</summary>
    /// <param name="value">What to add; not negative.</param>
    /// <param name="extraTags">Tags of this value only.</param>
    public abstract void Add(T value, IEnumerable<KeyValuePair<string, object>>? extraTags = null);

    /// <summary>The same counter with more tags.</summary>
    /// <param name="tags">The tags; they replace those of the same name.</param>
    /// <returns>The counter.</returns>
    public abstract MetricCounter<T> WithTags(IEnumerable<KeyValuePair<string, object>> tags);
}
