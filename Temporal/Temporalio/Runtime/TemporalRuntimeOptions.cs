namespace Temporalio.Runtime;

/// <summary>Options of a runtime.</summary>
public class TemporalRuntimeOptions : ICloneable
{
    /// <summary>Makes options.</summary>
    public TemporalRuntimeOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="telemetry">What it tells of itself.</param>
    public TemporalRuntimeOptions(TelemetryOptions telemetry) => Telemetry = telemetry;

    /// <summary>What it tells of itself.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>How often workers tell the server that they are there, if it wants to know; null for never. Default 60 s.
    /// </summary>
    public TimeSpan? WorkerHeartbeatInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether workers keep to themselves what host and process they are. Default false.</summary>
    public bool DisableEnvironmentInfo { get; set; }

    /// <inheritdoc/>
    public virtual object Clone()
    {
        var copy = (TemporalRuntimeOptions)MemberwiseClone();
        copy.Telemetry = (TelemetryOptions)Telemetry.Clone();
        return copy;
    }
}
