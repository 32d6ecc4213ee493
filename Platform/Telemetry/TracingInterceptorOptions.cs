using OpenTelemetry.Context.Propagation;

namespace OpsFlow.Platform.Telemetry;

/// <summary>Options of tracing.</summary>
public class TracingInterceptorOptions : ICloneable
{
    /// <summary>The header that carries the context. Default <c>_tracer-data</c>, as other Temporal SDKs have it.</summary>
    public string HeaderKey { get; set; } = "_tracer-data";

    /// <summary>Writes and reads the context. Default: the process' own.</summary>
    public TextMapPropagator Propagator { get; set; } = Propagators.DefaultTextMapPropagator;

    /// <summary>The tag with the workflow's id; null for none.</summary>
    public string? TagNameWorkflowId { get; set; } = "temporalWorkflowID";

    /// <summary>The tag with the run's id; null for none.</summary>
    public string? TagNameRunId { get; set; } = "temporalRunID";

    /// <summary>The tag with the activity's id; null for none.</summary>
    public string? TagNameActivityId { get; set; } = "temporalActivityID";

    /// <summary>The tag with the update's id; null for none.</summary>
    public string? TagNameUpdateId { get; set; } = "temporalUpdateID";

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
