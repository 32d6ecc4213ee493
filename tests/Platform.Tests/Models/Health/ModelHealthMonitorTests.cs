using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Models.Health;
using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Models.Health;

public sealed class ModelHealthMonitorTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly TempFolder _folder = new();
    private readonly Backend _backend;

    public ModelHealthMonitorTests() => _backend = new Backend(_time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CheckAllAsync_TwoProcesses_OneLooksUntilItStops()
    {
        await using var one = Bench();
        await using var two = Bench();

        Assert.True(await one.Monitor.CheckAllAsync(default));
        Assert.False(await two.Monitor.CheckAllAsync(default));
        Assert.Equal(1, _backend.Checks);
        Assert.True(Assert.Single(await two.Monitor.ReportAsync(isAsked: false, default)).Health!.Healthy);

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(await one.Monitor.CheckAllAsync(default));
        Assert.False(await two.Monitor.CheckAllAsync(default));
        _time.Advance(TimeSpan.FromSeconds(76));
        Assert.True(await two.Monitor.CheckAllAsync(default));
        Assert.False(await one.Monitor.CheckAllAsync(default));
    }

    [Fact]
    public async Task CheckAllAsync_Slow_IsMeasuredOnceIn30Seconds()
    {
        await using var bench = Bench();
        _backend.LatencyMs = 20;
        await bench.Monitor.CheckAllAsync(default);
        Assert.Equal(0, _backend.Pings);

        // The baseline keeps the maximum of the first four, so the fifth is the first that can be slow.
        for (var i = 0; i < 3; i++)
        {
            await bench.Monitor.CheckAllAsync(default);
        }

        (_backend.LatencyMs, _backend.PingMs) = (200, 9000);
        await bench.Monitor.CheckAllAsync(default);
        var report = Assert.Single(await bench.Monitor.ReportAsync(isAsked: false, default));
        Assert.Equal((1, ModelLoad.VeryBusy, "hybrid", 9000.0),
            (_backend.Pings, report.Load, report.Source, report.InferenceMs));
        await bench.Monitor.CheckAllAsync(default);
        Assert.Equal(1, _backend.Pings);

        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Null(Assert.Single(await bench.Monitor.ReportAsync(isAsked: false, default)).InferenceMs);
        Assert.Equal(1, (await bench.CostsOfAsync(ModelHealthMonitor.Use))!.Calls);
    }

    [Fact]
    public async Task ReportAsync_AskedByManyAtOnce_MeasuresOnce()
    {
        await using var one = Bench();
        await using var two = Bench();
        await one.Monitor.CheckAllAsync(default);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            (i % 2 == 0 ? one : two).Monitor.ReportAsync(isAsked: true, default)));
        Assert.Equal(1, _backend.Pings);

        _time.Advance(LoadRules.PingCoolDown);
        await one.Monitor.ReportAsync(isAsked: true, default);
        Assert.Equal(2, _backend.Pings);
    }

    [Fact]
    public async Task ReportAsync_StatusEndpoint_IsTheWordWhileItIsUp()
    {
        await using var bench = Bench(statusUrl: new Uri("http://h/status"));
        _backend.Status = new(4, 100);
        await bench.Monitor.CheckAllAsync(default);
        var report = Assert.Single(await bench.Monitor.ReportAsync(isAsked: true, default));
        Assert.Equal((ModelLoad.VeryBusy, "status_api", 0), (report.Load, report.Source, _backend.Pings));

        _backend.IsDown = true;
        await bench.Monitor.CheckAllAsync(default);
        report = Assert.Single(await bench.Monitor.ReportAsync(isAsked: true, default));
        Assert.Equal((null, null, false), (report.Load, report.Health!.Status, report.Health.Healthy));
        Assert.Equal("away", report.Health.Reason);
    }

    private ModelBench Bench(Uri? statusUrl = null) => new(
        [new ModelEntry { Name = "a", Endpoint = new Uri("http://h/v1"), Model = "a", StatusUrl = statusUrl }],
        time: _time,
        store: new StoreOptions { DataFolder = _folder.Path },
        connector: _backend);

    /// <summary>A backend whose checks and answers take as long as a test says, by the test's clock.</summary>
    private sealed class Backend(FakeTimeProvider time) : IModelConnector, IChatClient
    {
        public double LatencyMs { get; set; }

        public double PingMs { get; set; }

        public bool IsDown { get; set; }

        public ModelStatus? Status { get; set; }

        public int Checks { get; private set; }

        public int Pings { get; private set; }

        public IChatClient Connect(ModelEntry entry) => this;

        public Task CheckAsync(ModelEntry entry, CancellationToken cancellationToken)
        {
            Checks++;
            time.Advance(TimeSpan.FromMilliseconds(LatencyMs));
            return IsDown ? throw new ModelException(ModelFailure.Unavailable, "away") : Task.CompletedTask;
        }

        public Task<ModelStatus> ReadStatusAsync(ModelEntry entry, CancellationToken cancellationToken) =>
            Task.FromResult(Status!);

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            Pings++;
            time.Advance(TimeSpan.FromMilliseconds(PingMs));
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "pong")));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
