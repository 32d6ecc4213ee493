using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Runtime;
using Temporalio.Tests.Support;

namespace Temporalio.Tests.Runtime;

public class TemporalRuntimeTests
{
    private static readonly HttpClient Http = new();

    private static TemporalRuntime Create(MetricsOptions metrics) => new(new(new TelemetryOptions { Metrics = metrics }));

    [Theory]
    [InlineData(CustomMetricMeterOptions.DurationFormat.IntegerMilliseconds, typeof(long), "ms")]
    [InlineData(CustomMetricMeterOptions.DurationFormat.FloatSeconds, typeof(double), "s")]
    [InlineData(CustomMetricMeterOptions.DurationFormat.TimeSpan, typeof(TimeSpan), "duration")]
    public void CustomMeter_Durations_ComeInTheFormatAskedFor(
        CustomMetricMeterOptions.DurationFormat format, Type type, string unit)
    {
        var capture = new MetricCapture();
        var runtime = Create(new()
        {
            CustomMetricMeter = capture, CustomMetricMeterOptions = new() { HistogramDurationFormat = format },
        });
        runtime.MetricMeter.CreateHistogram<TimeSpan>("h").Record(TimeSpan.FromMilliseconds(1500));

        Assert.Equal((type, unit, null), capture.Metrics["h"]);
        object expected = format switch
        {
            CustomMetricMeterOptions.DurationFormat.IntegerMilliseconds => 1500L,
            CustomMetricMeterOptions.DurationFormat.FloatSeconds => 1.5,
            _ => TimeSpan.FromSeconds(1.5),
        };
        Assert.Equal(expected, Assert.Single(capture.Values).Value);
    }

    [Fact]
    public void CustomMeter_EveryNumberType_ArrivesAsLongOrDouble()
    {
        var capture = new MetricCapture();
        var meter = Create(new() { CustomMetricMeter = capture, GlobalTags = [new("g", "v")] }).MetricMeter;
        meter.CreateCounter<byte>("a").Add(1);
        meter.CreateCounter<ulong>("b").Add(ulong.MaxValue);
        meter.CreateHistogram<float>("c").Record(0.5f);
        meter.CreateGauge<short>("d").Set(-3);
        meter.WithTags([new("t", true)]).CreateHistogram<uint>("e").Record(7, [new("t", false), new("x", 1L)]);

        Assert.Equal([1L, long.MaxValue, 0.5, -3L, 7L], capture.Values.Select(v => v.Value));
        Assert.All(capture.Values, v => Assert.Equal("v", v.Tags["g"]));
        Assert.Equal((false, 1L), (capture.Values.Last().Tags["t"], capture.Values.Last().Tags["x"]));
        foreach (var each in new[] { meter, TemporalRuntime.Default.MetricMeter })
        {
            Assert.Throws<ArgumentException>(() => each.CreateCounter<double>("x"));
            Assert.Throws<ArgumentException>(() => each.CreateCounter<TimeSpan>("x"));
            Assert.Throws<ArgumentException>(() => each.CreateGauge<TimeSpan>("x"));
            Assert.Throws<ArgumentException>(() => each.CreateHistogram<decimal>("x"));
            Assert.Throws<ArgumentException>(() => each.CreateHistogram<DayOfWeek>("x"));
        }
    }

    [Fact]
    public void CustomMeter_Throwing_DoesNoHarmAndIsLogged()
    {
        using var log = new LogCapture();
        var runtime = new TemporalRuntime(new(new TelemetryOptions
        {
            Metrics = new() { CustomMetricMeter = new ThrowingMeter() },
            Logging = new() { Forwarding = new(log) },
        }));
        runtime.MetricMeter.CreateCounter<int>("c").Add(1);
        Assert.Contains(log.Lines, l => l.Contains("custom metric meter failed", StringComparison.Ordinal));
    }

    [Fact]
    public void New_OptionsThatDoNotFit_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Create(new()));
        Assert.Throws<ArgumentException>(() => Create(
            new() { Prometheus = new("127.0.0.1:0"), OpenTelemetry = new("http://127.0.0.1:1") }));
        Assert.Throws<ArgumentException>(() => Create(new(new PrometheusOptions("localhost"))));
        Assert.Throws<ArgumentException>(() => Create(new(new OpenTelemetryOptions())));
        Assert.Throws<ArgumentException>(() => new TemporalRuntime(new(new TelemetryOptions { Logging = new() { Forwarding = new() } })));
    }

    [Theory]
    [InlineData("ERROR,temporal=WARN", LogLevel.Warning)]
    [InlineData("temporal_sdk=debug", LogLevel.Debug)]
    [InlineData("info", LogLevel.Information)]
    [InlineData("other=trace", LogLevel.None)]
    public void Filter_OfCore_IsRead(string filter, LogLevel expected) =>
        Assert.Equal(expected, new TelemetryFilterOptions(filter).CoreLevel());

    [Fact]
    public void Filter_Levels_MakeTheString()
    {
        Assert.Equal("ERROR,temporal=WARN", new TelemetryFilterOptions().FilterString);
        Assert.Throws<ArgumentException>(() => new TelemetryFilterOptions("nonsense").CoreLevel());
    }

    [Fact]
    public async Task Prometheus_Scraped_GivesEveryMetric()
    {
        var runtime = Create(new(new PrometheusOptions("127.0.0.1:0")
        {
            HasCounterTotalSuffix = true,
            HasUnitSuffix = true,
            UseSecondsForDuration = true,
            HistogramBucketOverrides = new Dictionary<string, IReadOnlyCollection<double>> { ["h"] = [2, 1] },
        }));
        var meter = runtime.MetricMeter.WithTags([new("tag", "a\"b\\c\nd")]);
        meter.CreateCounter<int>("my-counter", "things", "Counts\nthings").Add(3);
        meter.CreateCounter<int>("my-counter").Add(4);
        meter.CreateGauge<double>("g").Set(2.5);
        meter.CreateHistogram<TimeSpan>("h").Record(TimeSpan.FromMilliseconds(1500));
        meter.CreateHistogram<TimeSpan>("h").Record(TimeSpan.FromMilliseconds(500));

        var text = await Http.GetStringAsync($"http://127.0.0.1:{runtime.PrometheusPort}/metrics");
        Assert.Contains("# HELP my_counter_things_total Counts\\nthings\n# TYPE my_counter_things_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("my_counter_things_total{tag=\"a\\\"b\\\\c\\nd\"} 7\n", text, StringComparison.Ordinal);
        Assert.Contains("g{tag=\"a\\\"b\\\\c\\nd\"} 2.5\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE h_seconds histogram\n", text, StringComparison.Ordinal);
        Assert.Contains("le=\"1\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("le=\"2\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("le=\"+Inf\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("h_seconds_sum{tag=\"a\\\"b\\\\c\\nd\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("h_seconds_count{tag=\"a\\\"b\\\\c\\nd\"} 2\n", text, StringComparison.Ordinal);
        using var other = await Http.GetAsync($"http://127.0.0.1:{runtime.PrometheusPort}/");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task Prometheus_HostileRequests_DoNotStopIt()
    {
        var runtime = Create(new(new PrometheusOptions("127.0.0.1:0")));
        runtime.MetricMeter.CreateCounter<int>("alive").Add(1);
        foreach (var request in new[] { "", "\r\n\r\n", "GET", "POST /metrics HTTP/1.1\r\n\r\n", new string('x', 100_000), "\0\u0001\r\n\r\n" })
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", runtime.PrometheusPort!.Value);
            try
            {
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
                client.Client.Shutdown(SocketShutdown.Send);
                await client.GetStream().CopyToAsync(Stream.Null).WaitAsync(TimeSpan.FromMinutes(2));
            }
            catch (Exception e) when (e is IOException or InvalidOperationException or SocketException)
            {
                // It hung up on a request without end.
            }
        }

        Assert.Contains(
            "alive 1", await Http.GetStringAsync($"http://127.0.0.1:{runtime.PrometheusPort}/metrics"), StringComparison.Ordinal);
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Prometheus_OfAConnection_HasItsCalls(ServerKind server)
    {
        var runtime = Create(new(new PrometheusOptions("127.0.0.1:0")));
        var like = await TestServers.ClientAsync(server);
        var client = await TemporalClient.ConnectAsync(new(like.Connection.Options.TargetHost!) { Runtime = runtime });
        await client.CountWorkflowsAsync("");

        var text = await Http.GetStringAsync($"http://127.0.0.1:{runtime.PrometheusPort}/metrics");
        Assert.Contains(
            "temporal_request{namespace=\"default\",operation=\"CountWorkflowExecutions\",service_name=\"temporal-core-sdk\"} 1\n",
            text,
            StringComparison.Ordinal);
        Assert.Contains("# TYPE temporal_request_latency histogram\n", text, StringComparison.Ordinal);
        Assert.Contains("le=\"50\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logging_RepeatedCall_IsForwarded()
    {
        using var log = new LogCapture();
        var runtime = new TemporalRuntime(new(new TelemetryOptions
        {
            Logging = new(new TelemetryFilterOptions(TelemetryFilterOptions.Level.Debug))
            {
                Forwarding = new(log) { IncludeFields = false },
            },
        }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => TemporalClient.ConnectAsync(
            new($"127.0.0.1:{FreePort.Next()}")
            {
                Runtime = runtime, RpcRetry = new() { MaxRetries = 1, InitialInterval = TimeSpan.FromMilliseconds(1) },
            }));
        Assert.Contains(log.Lines, l => l.Contains("GetSystemInfo failed with Unavailable", StringComparison.Ordinal));
    }

    private sealed class ThrowingMeter : ICustomMetricMeter
    {
        public ICustomMetricCounter<T> CreateCounter<T>(string name, string? unit, string? description)
            where T : struct => new Thrower<T>();

        public ICustomMetricHistogram<T> CreateHistogram<T>(string name, string? unit, string? description)
            where T : struct => throw new NotSupportedException();

        public ICustomMetricGauge<T> CreateGauge<T>(string name, string? unit, string? description)
            where T : struct => throw new NotSupportedException();

        public object CreateTags(object? appendFrom, IReadOnlyCollection<KeyValuePair<string, object>> tags) => "";

        private sealed class Thrower<T> : ICustomMetricCounter<T>
            where T : struct
        {
            public void Add(T value, object tags) => throw new InvalidOperationException("no");
        }
    }
}
