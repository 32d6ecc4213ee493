namespace Temporalio.Runtime;

/// <summary>The runtime's own log: of calls that are repeated and of metrics that cannot be sent. Without forwarding it is
/// not written; workers and clients log through their own logger factories.</summary>
public class LoggingOptions : ICloneable
{
    /// <summary>Makes options.</summary>
    public LoggingOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="filter">Which lines are written.</param>
    public LoggingOptions(TelemetryFilterOptions filter) => Filter = filter;

    /// <summary>Which lines are written. Default: warnings and errors.</summary>
    public TelemetryFilterOptions Filter { get; set; } = new();

    /// <summary>Where they go; null for nowhere.</summary>
    public LogForwardingOptions? Forwarding { get; set; }

    /// <inheritdoc/>
    public virtual object Clone()
    {
        var copy = (LoggingOptions)MemberwiseClone();
        copy.Filter = (TelemetryFilterOptions)Filter.Clone();
        copy.Forwarding = (LogForwardingOptions?)Forwarding?.Clone();
        return copy;
    }
}
