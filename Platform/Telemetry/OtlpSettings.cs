namespace OpsFlow.Platform.Telemetry;

/// <summary>
/// Whether telemetry is sent. OpenTelemetry's own variables say so; how, its exporter reads itself.
/// Source: OpenTelemetry specification, "OpenTelemetry Protocol Exporter" and "Environment Variable Specification".
/// </summary>
public static class OtlpSettings
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Whether traces are sent.</summary>
    public static bool SendsTraces => Sends("TRACES");

    /// <summary>Whether metrics are sent.</summary>
    public static bool SendsMetrics => Sends("METRICS");

    /// <summary>What is wrong with the endpoints; the exporter would send to its default instead.</summary>
    public static IEnumerable<string> Faults =>
        new[] { Endpoint, EndpointOf("TRACES"), EndpointOf("METRICS") }
            .Where(name => Variable(name) is { } text
                && !(Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")))
            .Select(name => $"{name} must be an http or https URL");

    /// <summary>
    /// The values of headers, whatever their names: which of them let in only the collector knows. They are written as
    /// name=value, with commas between.
    /// </summary>
    public static IEnumerable<string> Secrets =>
        new[] { "OTEL_EXPORTER_OTLP_HEADERS", HeadersOf("TRACES"), HeadersOf("METRICS") }
            .SelectMany(name => (Variable(name) ?? "").Split(','))
            .Select(header => header.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(header => header is [_, { Length: > 0 }])
            .SelectMany(header => new[] { header[1], Uri.UnescapeDataString(header[1]).Split(' ')[^1] });

    /// <summary>How often metrics are sent. Default 60 s, as the exporter has it.</summary>
    public static TimeSpan MetricInterval => TimeSpan.FromMilliseconds(
        int.TryParse(Variable("OTEL_METRIC_EXPORT_INTERVAL"), out var interval) && interval > 0 ? interval : 60_000);

    /// <summary>The name of a program in telemetry and logs.</summary>
    /// <param name="program">The name unless a variable has another.</param>
    public static string ServiceName(string program) => Variable("OTEL_SERVICE_NAME") ?? program;

    private static bool Sends(string signal) =>
        !"true".Equals(Variable("OTEL_SDK_DISABLED"), StringComparison.OrdinalIgnoreCase)
        && Variable($"OTEL_{signal}_EXPORTER") != "none"
        && (Variable(Endpoint) ?? Variable(EndpointOf(signal))) is not null;

    private static string EndpointOf(string signal) => $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT";

    private static string HeadersOf(string signal) => $"OTEL_EXPORTER_OTLP_{signal}_HEADERS";

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
