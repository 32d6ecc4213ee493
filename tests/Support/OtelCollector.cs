using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OpsFlow.Tests.Support;

/// <summary>OpenTelemetry's own collector, which writes what it gets into a file.</summary>
public sealed class OtelCollector : IAsyncDisposable
{
    /// <summary>The program's name, as a need of tests.</summary>
    public const string Program = "otelcol";

    private readonly TempFolder _folder = new();
    private readonly QuietProcess _process;
    private readonly int _port = FreePort.Next();

    private OtelCollector()
    {
        _folder.Write("config.yaml", $$"""
            receivers:
              otlp: { protocols: { grpc: { endpoint: "127.0.0.1:{{_port}}" } } }
            exporters:
              file: { path: "{{Output}}" }
            service:
              telemetry: { metrics: { level: none } }
              pipelines:
                traces: { receivers: [otlp], exporters: [file] }
                metrics: { receivers: [otlp], exporters: [file] }
            """);
        _process = new(new ProcessStartInfo(
            Counterparts.Program(Program)!, ["--config", Path.Combine(_folder.Path, "config.yaml")]));
    }

    /// <summary>What <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is to be.</summary>
    public string Endpoint => $"http://127.0.0.1:{_port}";

    private string Output => Path.Combine(_folder.Path, "output.json");

    public static async Task<OtelCollector> StartAsync()
    {
        var collector = new OtelCollector();
        await collector._process.ListensAsync(collector._port);
        return collector;
    }

    /// <summary>The spans so far.</summary>
    public IReadOnlyList<JsonNode> Spans() =>
        [.. Read("resourceSpans", "scopeSpans", "spans")];

    /// <summary>The names of the metrics so far.</summary>
    public IReadOnlyList<string> Metrics() =>
        [.. Read("resourceMetrics", "scopeMetrics", "metrics").Select(m => m["name"]!.ToString()).Distinct()];

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    // The last line may be half written.
    private IEnumerable<JsonNode> Read(string resources, string scopes, string items)
    {
        if (!File.Exists(Output))
        {
            return [];
        }

        using var stream = new FileStream(Output, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(line => JsonNode.Parse(line)![resources]?.AsArray() ?? [])
            .SelectMany(r => r![scopes]!.AsArray()).SelectMany(s => s![items]!.AsArray()).Select(i => i!);
    }
}
