using Microsoft.Extensions.Time.Testing;
using OpsFlow.Platform.Events;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.Tests.ErrorAnalysis;

/// <content>What is left of the events of analyses that ended long ago.</content>
public abstract partial class AnalysisRoundsTestBase
{
    private protected async Task CheckEventRetentionAsync()
    {
        await using var database = OpenOne()(null);
        var (store, id) = await AcceptAsync(database);
        var key = new RoundKey(id, "run-1", 1);
        await store.ChangeStateAsync(new StateChange(key, AnalysisState.Cloning, null, null, 1000), default);
        await store.ReportProgressAsync(id, "p", "half", default);
        var later = new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(25));
        var events = new EventStore(database, new EventSignals(), TimeProvider.System);
        var retention = new AnalysisEventRetention(database, events, later);

        // Of an open analysis nothing goes, however old; of the notices of all, which nobody replays, all but the last.
        Assert.Equal("2 events removed", await retention.RunAsync(_ => { }, default));
        Assert.Equal(2, (await events.ReadAsync(AnalysisStore.StreamOf(id), 0, default)).Count);

        await store.ChangeStateAsync(new StateChange(key, AnalysisState.Failed, "why", null, 1000), default);
        var young = new AnalysisEventRetention(database, events, TimeProvider.System);
        Assert.Equal("0 events removed", await young.RunAsync(_ => { }, default));
        Assert.Equal("3 events removed", await retention.RunAsync(_ => { }, default));
        await IsToldAsync("Failed");
        Assert.Single(await events.ReadAsync(AnalysisStore.AllStream, 0, default));
        Assert.Equal("0 events removed", await retention.RunAsync(_ => { }, default));

        // Tried again, and over again.
        key = new RoundKey(id, "run-2", 1);
        await store.ChangeStateAsync(new StateChange(key, AnalysisState.Cloning, null, null, 2000), default);
        Assert.Equal("1 events removed", await retention.RunAsync(_ => { }, default));
        await store.ChangeStateAsync(new StateChange(key, AnalysisState.NoFix, "why not", null, 2000), default);
        Assert.Equal("4 events removed", await retention.RunAsync(_ => { }, default));
        await IsToldAsync("NoFix");

        // Who comes late is told how it is, and that it is over.
        async Task IsToldAsync(string state)
        {
            var kept = await events.ReadAsync(AnalysisStore.StreamOf(id), 0, default);
            Assert.Equal(["snapshot", "state"], kept.Select(e => e.Kind));
            Assert.All(kept, e => Assert.Contains($"\"state\":\"{state}\"", e.Data, StringComparison.Ordinal));
        }
    }
}
