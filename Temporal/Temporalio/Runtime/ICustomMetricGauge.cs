namespace Temporalio.Runtime;

/// <summary>A value that goes up and down.</summary>
/// <typeparam name="T"><see cref="long"/> or <see cref="double"/>.</typeparam>
public interface ICustomMetricGauge<T> : ICustomMetric<T>
    where T : struct
{
    /// <summary>Sets the value. Called from several threads; must not block or throw.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tags">Made by <see cref="ICustomMetricMeter.CreateTags"/>.</param>
    void Set(T value, object tags);
}
