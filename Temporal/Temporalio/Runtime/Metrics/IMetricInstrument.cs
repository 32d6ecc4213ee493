namespace Temporalio.Runtime.Metrics;

/// <summary>Something that is measured; gets values in the form that it was made for.</summary>
internal interface IMetricInstrument
{
    /// <summary>Takes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tags">Made by the backend.</param>
    void Record(long value, object tags);

    /// <summary>Takes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tags">Made by the backend.</param>
    void Record(double value, object tags);

    /// <summary>Takes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="tags">Made by the backend.</param>
    void Record(TimeSpan value, object tags);
}
