namespace Temporalio.Runtime;

/// <summary>What a runtime tells of itself.</summary>
public class TelemetryOptions : ICloneable
{
    /// <summary>Its log; null for none.</summary>
    public LoggingOptions? Logging { get; set; } = new();

    /// <summary>Its metrics; null for none.</summary>
    public MetricsOptions? Metrics { get; set; }

    /// <inheritdoc/>
    public virtual object Clone()
    {
        var copy = (TelemetryOptions)MemberwiseClone();
        copy.Logging = (LoggingOptions?)Logging?.Clone();
        copy.Metrics = (MetricsOptions?)Metrics?.Clone();
        return copy;
    }
}
