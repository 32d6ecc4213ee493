namespace Temporalio.Runtime;

/// <summary>A distribution of values.</summary>
/// <typeparam name="T"><see cref="long"/>, <see cref="double"/> or <see cref="TimeSpan"/>.</typeparam>
public interface ICustomMetricHistogram<T> : ICustomMetric<T>
    where T : struct
{
    /// <summary>Adds a value. Called from several threads; must not block or throw.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tags">Made by <see cref="ICustomMetricMeter.CreateTags"/>.</param>
    void Record(T value, object tags);
}
