using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Engine.Hosting;
using OpsFlow.Platform.Runs;
using Temporalio.Client;

namespace OpsFlow.Platform.Tests.Runs;

public sealed class RunReconcilerTests : IAsyncLifetime
{
    private readonly Records _records = new();
    private EngineHost _engine = null!;
    private ITemporalClient _client = null!;
    private RunReconciler _reconciler = null!;

    public async Task InitializeAsync()
    {
        _engine = await EngineHost.StartAsync(new EngineOptions());
        _client = await TemporalClient.ConnectAsync(new(_engine.Address));
        // Later than the time for which a closed run may still write its row.
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(1));
        _reconciler = new([_records], _client, time, NullLogger<RunReconciler>.Instance);
    }

    public async Task DisposeAsync()
    {
        _reconciler.Dispose();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task ReconcileAllAsync_RunsOfEveryKind_ClosesThoseThatAreGone()
    {
        foreach (var id in new[] { "open", "terminated", "canceled" })
        {
            await StartAsync(id);
        }

        await _client.GetWorkflowHandle("terminated").TerminateAsync("wrong server");
        await _client.GetWorkflowHandle("canceled").CancelAsync();
        _records.Add("open", "terminated", "canceled", "unknown");

        await _reconciler.ReconcileAllAsync(DateTimeOffset.MaxValue, default);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["terminated"] = "The run was terminated: wrong server",
                ["unknown"] = "This Temporal cluster does not know the run.",
            },
            _records.Closed);
    }

    [Fact]
    public async Task ReconcileClosedAsync_ManyOpenRuns_LooksOnlyAtWhatWasClosed()
    {
        foreach (var id in new[] { "open", "terminated" })
        {
            await StartAsync(id);
        }

        await _client.GetWorkflowHandle("terminated").TerminateAsync("wrong server");
        _records.Add("open", "terminated", "unknown");

        await _reconciler.ReconcileClosedAsync(DateTimeOffset.UtcNow.AddMinutes(-1), default);

        Assert.Equal(["terminated"], _records.Closed.Keys);
        Assert.Equal(["terminated"], _records.Asked.Distinct());
    }

    [Fact]
    public async Task ReconcileAllAsync_RowThatMovedOn_IsLeftAlone()
    {
        _records.Add("unknown");
        _records.MovesOnWhenAsked = true;

        await _reconciler.ReconcileAllAsync(DateTimeOffset.MaxValue, default);

        Assert.Empty(_records.Closed);
    }

    [Fact]
    public async Task ReadAsync_RecordThatCannotBeClosed_IsCountedUntilItIsAndHoldsNoOtherUp()
    {
        _records.Add("first", "second");
        Assert.Equal(0, await LostAsync());
        _records.CannotBeWritten = "first";
        await _reconciler.ReconcileAllAsync(DateTimeOffset.MaxValue, default);
        Assert.Equal(1, await LostAsync());
        Assert.Equal(["second"], _records.Closed.Keys);

        _records.CannotBeWritten = null;
        await _reconciler.ReconcileAllAsync(DateTimeOffset.MaxValue, default);
        Assert.Equal(0, await LostAsync());
    }

    [Theory]
    [InlineData(RunClosing.None, 0)]
    [InlineData(RunClosing.Revived, 1)]
    [InlineData(RunClosing.Failed, 1)]
    public async Task ReconcileAllAsync_WhatBecameOfIt_CountsOnlyWhatWasLost(RunClosing closing, int expected)
    {
        var counted = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "opsflow_lost_runs")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags.ToArray().Any(t => t.Value is "Counted"))
            {
                counted += value;
            }
        });
        listener.Start();
        _records.WorkflowType = "Counted";
        _records.WhatItDoes = closing;
        _records.Add("unknown");

        await _reconciler.ReconcileAllAsync(DateTimeOffset.MaxValue, default);

        Assert.Equal(["unknown"], _records.Closed.Keys);
        Assert.Equal(expected, counted);
    }

    private async Task<double> LostAsync() => Assert.Single(await _reconciler.ReadAsync(default)).Value;

    private Task StartAsync(string id) => _client.StartWorkflowAsync("Flow", [], new(id, "queue"));

    private sealed class Records : IRunRecords
    {
        private readonly Dictionary<string, OpenRun> _open = [];

        public string WorkflowType { get; set; } = "Flow";

        public Dictionary<string, string> Closed { get; } = [];

        public List<string> Asked { get; } = [];

        public bool MovesOnWhenAsked { get; set; }

        public string? CannotBeWritten { get; set; }

        public RunClosing WhatItDoes { get; set; } = RunClosing.Failed;

        public void Add(params string[] ids)
        {
            foreach (var id in ids)
            {
                _open[id] = new(id, id, null, null, 1);
            }
        }

        public Task<IReadOnlyList<OpenRun>> ListOpenAsync(
            DateTimeOffset unchangedSince, string? after, int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<OpenRun>>(
            [
                .. _open.Values.Where(r => string.CompareOrdinal(r.RecordId, after ?? "") > 0)
                    .OrderBy(r => r.RecordId, StringComparer.Ordinal).Take(limit),
            ]);

        public Task<OpenRun?> FindOpenAsync(string workflowId, CancellationToken cancellationToken)
        {
            Asked.Add(workflowId);
            var run = _open.GetValueOrDefault(workflowId);
            return Task.FromResult(MovesOnWhenAsked ? run! with { RunId = "later" } : run);
        }

        public Task<RunClosing> CloseAsync(OpenRun run, string reason, CancellationToken cancellationToken)
        {
            if (CannotBeWritten == run.RecordId)
            {
                throw new IOException("the disk is full");
            }

            Closed[run.RecordId] = reason;
            return Task.FromResult(WhatItDoes);
        }
    }
}
