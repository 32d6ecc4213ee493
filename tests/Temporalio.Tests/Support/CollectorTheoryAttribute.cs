namespace Temporalio.Tests.Support;

/// <summary>A theory that needs the OpenTelemetry collector, or says why it was skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CollectorTheoryAttribute : TheoryAttribute
{
    public CollectorTheoryAttribute() => Skip = Collector is null
        ? "The OpenTelemetry collector was not found (otelcol on PATH or ../shared/bin/otelcol)"
        : null;

    public static string? Collector { get; } = TestServers.FindProgram("otelcol");
}
