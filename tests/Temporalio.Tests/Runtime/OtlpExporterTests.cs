using System.Diagnostics;
using Temporalio.Runtime;
using Temporalio.Tests.Support;

namespace Temporalio.Tests.Runtime;

/// <summary>Metrics as the real OpenTelemetry collector reads them.</summary>
public sealed class OtlpExporterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("otlp-").FullName;
    private Process? _collector;

    [CollectorTheory]
    [InlineData(OpenTelemetryProtocol.Grpc, OpenTelemetryMetricTemporality.Cumulative)]
    [InlineData(OpenTelemetryProtocol.Http, OpenTelemetryMetricTemporality.Delta)]
    public async Task Export_ToTheCollector_ArrivesAsSent(
        OpenTelemetryProtocol protocol, OpenTelemetryMetricTemporality temporality)
    {
        var (grpc, http, output) = Start();
        var runtime = new TemporalRuntime(new(new TelemetryOptions
        {
            Metrics = new(new OpenTelemetryOptions(
                protocol == OpenTelemetryProtocol.Grpc ? $"http://127.0.0.1:{grpc}" : $"http://127.0.0.1:{http}/v1/metrics")
            {
                Protocol = protocol,
                MetricTemporality = temporality,
                MetricsExportInterval = TimeSpan.FromMilliseconds(200),
                Headers = [new("x-test", "1")],
            }),
        }));
        var meter = runtime.MetricMeter.WithTags([new("text", "v"), new("number", 5), new("flag", true)]);
        var attempt = 0;

        await Scenario.EventuallyAsync(
            async () =>
            {
                // A series of its own for each: of what an export told that the collector did not take, differences do not tell again.
                var series = meter.WithTags([new("attempt", ++attempt)]);
                series.CreateCounter<int>("my_counter").Add(1);
                series.CreateGauge<double>("my_gauge", "u", "about").Set(2.5);
                series.CreateHistogram<TimeSpan>("my_histogram").Record(TimeSpan.FromMilliseconds(700));
                var text = await ReadAsync(output);
                Assert.Contains("\"name\":\"my_counter\"", text, StringComparison.Ordinal);
                Assert.Contains("\"name\":\"my_gauge\",\"description\":\"about\",\"unit\":\"u\"", text, StringComparison.Ordinal);
                Assert.Contains("\"asDouble\":2.5", text, StringComparison.Ordinal);
                Assert.Contains("{\"key\":\"number\",\"value\":{\"intValue\":\"5\"}}", text, StringComparison.Ordinal);
                Assert.Contains("{\"key\":\"flag\",\"value\":{\"boolValue\":true}}", text, StringComparison.Ordinal);
                Assert.Contains("\"isMonotonic\":true", text, StringComparison.Ordinal);
                Assert.Contains($"\"aggregationTemporality\":{(temporality == OpenTelemetryMetricTemporality.Delta ? 1 : 2)}", text, StringComparison.Ordinal);
                Assert.Contains("\"sum\":700,\"bucketCounts\":[\"0\",\"0\",\"0\",\"1\",\"0\",\"0\",\"0\"]", text, StringComparison.Ordinal);
                Assert.Contains("\"explicitBounds\":[50,100,500,1000,2500,10000]", text, StringComparison.Ordinal);
                Assert.Contains("{\"key\":\"service.name\",\"value\":{\"stringValue\":\"temporal-core-sdk\"}}", text, StringComparison.Ordinal);
            },
            TimeSpan.FromMinutes(3));
    }

    public void Dispose()
    {
        _collector?.Kill(entireProcessTree: true);
        _collector?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string> ReadAsync(string path)
    {
        if (!File.Exists(path))
        {
            return "";
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private (int Grpc, int Http, string Output) Start()
    {
        var (grpc, http) = (FreePort.Next(), FreePort.Next());
        var output = Path.Combine(_folder, "out.json");
        var config = Path.Combine(_folder, "config.yaml");
        File.WriteAllText(
            config,
            $$"""
            receivers:
              otlp:
                protocols:
                  grpc: { endpoint: "127.0.0.1:{{grpc}}" }
                  http: { endpoint: "127.0.0.1:{{http}}" }
            exporters:
              file: { path: "{{output}}", flush_interval: 100ms }
            service:
              telemetry: { metrics: { level: none } }
              pipelines:
                metrics: { receivers: [otlp], exporters: [file] }
            """);
        _collector = Process.Start(new ProcessStartInfo(CollectorTheoryAttribute.Collector!, ["--config", config])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        _collector.BeginErrorReadLine();
        _collector.BeginOutputReadLine();
        return (grpc, http, output);
    }
}
