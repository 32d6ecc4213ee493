using Microsoft.Extensions.Logging.Abstractions;
using OpsFlow.Engine.Hosting;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;
using Temporalio.Client;

namespace OpsFlow.Platform.Tests.Runs;

public sealed class DurableStartTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly Database _database;
    private readonly RunStartStore _starts;
    private EngineHost _engine = null!;
    private ITemporalClient _client = null!;

    public DurableStartTests()
    {
        _database = new(
            new StoreOptions { DataFolder = _folder.Path, PostgresConnectionString = null }, TimeProvider.System);
        _starts = new(_database, TimeProvider.System);
    }

    public async Task InitializeAsync()
    {
        _engine = await EngineHost.StartAsync(new EngineOptions());
        _client = await TemporalClient.ConnectAsync(new(_engine.Address));
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task EnqueueAsync_ManyAtOnce_EachRunsOnceAndNothingIsPending()
    {
        using var starter = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            starter.EnqueueAsync(RunStart.Of($"w-{i % 100}", "Flow", "queue", i), default)));

        await Until.TrueAsync(async () => await CountPendingAsync() == 0, "empty outbox");
        Assert.Equal(100, (await _client.CountWorkflowsAsync("ExecutionStatus = 'Running'")).Count);
        await starter.StopAsync(default);
    }

    [Fact]
    public async Task Sweep_StartOfAProcessThatDied_IsStartedOnce()
    {
        var start = RunStart.Of("w", "Flow", "queue", "input");
        await _database.InTransactionAsync((c, t, ct) => _starts.AddAsync(c, t, start, ct), default);
        // Two replicas find it at the same time.
        using var one = await StartAsync();
        using var two = await StartAsync();

        await Until.TrueAsync(async () => await CountPendingAsync() == 0, "empty outbox");
        var description = await _client.GetWorkflowHandle("w").DescribeAsync();
        Assert.Equal("Flow", description.WorkflowType);
        Assert.Equal(1, (await _client.CountWorkflowsAsync("WorkflowId = 'w'")).Count);
        await Task.WhenAll(one.StopAsync(default), two.StopAsync(default));
    }

    [Fact]
    public async Task Forget_StartThatWaitsHere_IsNotMade()
    {
        using var starter = new DurableStart(
            _database, _starts, _client, TimeProvider.System, NullLogger<DurableStart>.Instance);
        var start = RunStart.Of("w", "Flow", "queue", 1);
        await _database.InTransactionAsync((c, t, ct) => _starts.AddAsync(c, t, start, ct), default);
        starter.Begin(start);

        var withdrawn = await _database.InTransactionAsync(
            (c, t, ct) => RunStartStore.WithdrawAsync(c, t, "w", ct), default);
        starter.Forget(withdrawn!);
        await starter.StartAsync(default);
        await starter.EnqueueAsync(RunStart.Of("w-2", "Flow", "queue", 2), default);

        await Until.TrueAsync(
            async () => (await _client.CountWorkflowsAsync("WorkflowId = 'w-2'")).Count == 1
                && await CountPendingAsync() == 0,
            "the start after it");
        Assert.Equal(0, (await _client.CountWorkflowsAsync("WorkflowId = 'w'")).Count);
        await starter.StopAsync(default);
    }

    [Fact]
    public async Task Start_OfAClosedRun_RunsAgainOnlyWhenItMay()
    {
        using var starter = await StartAsync();
        await starter.EnqueueAsync(RunStart.Of("w", "Flow", "queue", 1), default);
        await Until.TrueAsync(async () => await CountPendingAsync() == 0, "empty outbox");
        var first = await _client.GetWorkflowHandle("w").DescribeAsync();
        await _client.GetWorkflowHandle("w").TerminateAsync();

        await starter.EnqueueAsync(RunStart.Of("w", "Flow", "queue", 2), default);
        await Until.TrueAsync(async () => await CountPendingAsync() == 0, "empty outbox");
        Assert.Equal(first.RunId, (await _client.GetWorkflowHandle("w").DescribeAsync()).RunId);

        await starter.EnqueueAsync(RunStart.Of("w", "Flow", "queue", 3) with { AfterClosedRun = true }, default);
        await Until.TrueAsync(async () => await CountPendingAsync() == 0, "empty outbox");
        Assert.NotEqual(first.RunId, (await _client.GetWorkflowHandle("w").DescribeAsync()).RunId);
        await starter.StopAsync(default);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_AfterARunThatIsStillClosing_WaitsForItsEnd(bool isRunKnown)
    {
        using var starter = await StartAsync();
        await starter.EnqueueAsync(RunStart.Of("w", "Flow", "queue", 1), default);
        await Until.TrueAsync(async () => await CountPendingAsync() == 0, "empty outbox");
        var first = (await _client.GetWorkflowHandle("w").DescribeAsync()).RunId;
        var again = RunStart.Of("w", "Flow", "queue", 2) with { AfterClosedRun = true };
        again = isRunKnown ? again with { AfterRunId = first } : again;

        await starter.EnqueueAsync(again, default);
        await Until.TrueAsync(async () => (await _starts.CountAsync(default)).Failing == 1, "put off");
        Assert.Equal(first, (await _client.GetWorkflowHandle("w").DescribeAsync()).RunId);

        await _client.GetWorkflowHandle("w").TerminateAsync();
        await Until.TrueAsync(async () => await CountPendingAsync() == 0, "empty outbox");
        var second = (await _client.GetWorkflowHandle("w").DescribeAsync()).RunId;
        Assert.NotEqual(first, second);

        // Asked for twice: the run that the first one made is enough.
        await starter.EnqueueAsync(isRunKnown ? again with { RequestId = "another" } : again, default);
        await Until.TrueAsync(async () => await CountPendingAsync() == 0, "empty outbox");
        Assert.Equal(second, (await _client.GetWorkflowHandle("w").DescribeAsync()).RunId);
        await starter.StopAsync(default);
    }

    private async Task<DurableStart> StartAsync()
    {
        var starter = new DurableStart(
            _database, _starts, _client, TimeProvider.System, NullLogger<DurableStart>.Instance);
        await starter.StartAsync(default);
        return starter;
    }

    private Task<long> CountPendingAsync() => _database.WithConnectionAsync(
        (c, _) => Dapper.SqlMapper.ExecuteScalarAsync<long>(c, "SELECT count(*) FROM run_starts"), default);
}
