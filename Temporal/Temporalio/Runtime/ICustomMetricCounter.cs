namespace Temporalio.Runtime;

/// <summary>A sum that only grows.</summary>
/// <typeparam name="T">Always <see cref="long"/>.</typeparam>
public interface ICustomMetricCounter<T> : ICustomMetric<T>
    where T : struct
{
    /// <summary>Adds to the sum. Called from several threads; must not block or throw.</summary>
    /// <param name="value">What to add.</param>
    /// <param name="tags">Made by <see cref="ICustomMetricMeter.CreateTags"/>.</param>
    void Add(T value, object tags);
}
