using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Records.Tests.Prescriptions;

/// <content>What is left of prescriptions whose time is over.</content>
public abstract partial class PrescriptionStoreTestBase
{
    private static readonly TimeSpan s_age = TimeSpan.FromDays(90);

    private protected async Task CheckRetentionAsync()
    {
        await using var database = Open();
        var store = Store(database);
        var retention = new PrescriptionRetention(store, s_age, _time);
        var first = await AnalyzeAsync(store, "20260311000001");
        var second = await AnalyzeAsync(store, "20260311000002");
        var undecided = await AnalyzeAsync(store, "20260311000003");
        var (queued, _) = await store.AskAsync("p", "20260311000004", s_today, default);
        var (coming, _) = await store.AskAsync("p", "20270101000001", new(2027, 1, 1), default);
        await store.EndAsync(coming, PrescriptionState.Withdrawn, "gone", null, default);
        var skipped = new DetectedPrescription("20260310000001", s_today.AddDays(-1), "", "");
        await store.DetectAsync("p", [skipped], s_today, 0, s_position, default);
        await AddCallAsync(database, PrescriptionAnalysisWorkflow.IdOf(first.Id));
        _time.Advance(TimeSpan.FromDays(1));
        var note = (await store.KeepNoteAsync("her doctor knows", default))!;
        await DecideAsync(store, first, note);
        await DecideAsync(store, second, null);

        // Ninety days after the decision, and not after the end.
        _time.Advance(s_age - TimeSpan.FromHours(1));
        Assert.Equal("1 deleted", await retention.RunAsync(_ => { }, default));
        Assert.Null(await store.FindLatestAsync("p", skipped.Serial, default));
        Assert.NotNull(await store.FindAsync(first.Id, default));
        _time.Advance(TimeSpan.FromHours(26));
        Assert.Equal(1, await store.RemoveAsync(_time.GetUtcNow() - s_age, 1, default));
        Assert.Equal("1 deleted", await retention.RunAsync(_ => { }, default));

        foreach (var record in new[] { first, second })
        {
            Assert.Null(await store.FindAsync(record.Id, default));
            Assert.Empty(await store.ListDecisionsAsync(record.Id, default));
        }

        Assert.False(await store.RemoveNoteAsync(note, default));
        Assert.All(
            await new EventStore(database, new EventSignals(), _time).ReadAsync(
                PrescriptionStore.StreamOf("p"), 0, default),
            e => Assert.Equal("removed", e.Kind));
        Assert.Equal(1, await database.WithConnectionAsync(
            (connection, _) => connection.ExecuteScalarAsync<long>(
                "SELECT COUNT(*) FROM model_calls WHERE workflow_id IS NULL AND run_id IS NULL AND amount = 5"),
            default));

        // What each rule was decided on stays, and is of its day.
        var rule = Assert.Single(await store.SumDecisionsAsync(0, default));
        Assert.Equal((0L, 2L), (rule.Acknowledged, rule.Overridden));
        Assert.Empty(await store.SumDecisionsAsync(_time.GetUtcNow().ToUnixTimeMilliseconds(), default));

        // What waits for somebody stays for ever, and what is of a day to come until that is over for long.
        Assert.NotNull(await store.FindAsync(coming, default));
        _time.Advance(TimeSpan.FromDays(1000));
        Assert.Equal("1 deleted", await retention.RunAsync(_ => { }, default));
        Assert.Null(await store.FindAsync(coming, default));
        Assert.Equal(PrescriptionState.Queued, (await store.FindAsync(queued, default))!.State);
        Assert.Equal(1, (await store.FindAsync(undecided.Id, default))!.Undecided);

        // Whoever asks for one that was deleted gets a new one.
        Assert.True((await store.AskAsync("p", first.Serial, s_today, default)).IsNew);
    }

    private static async Task<PrescriptionRecord> AnalyzeAsync(PrescriptionStore store, string serial)
    {
        await store.DetectAsync(
            "p", [new(serial, s_today, "cccccccccccccccc", "P-1")], s_today, 0, s_position, default);
        var record = (await store.FindLatestAsync("p", serial, default))!;
        Assert.True(await store.BeginAsync(record, $"run-{serial}", 1000, default));
        Assert.NotNull(await store.KeepCheckAsync(record, Check(serial, "와파린", "이부프로펜"), default));
        await store.EndAsync(record.Id, PrescriptionState.Success, null, 1000, default);
        return record;
    }

    private static async Task DecideAsync(PrescriptionStore store, PrescriptionRecord record, string? note)
    {
        var card = Check(record.Serial, "와파린", "이부프로펜").ToDecide[0];
        var decision = new CardDecision($"{card.Uuid}", CardAction.Override, "other", note, "u1", "Mina");
        Assert.True(await store.DecideAsync(record, card, decision, default));
    }

    private static Task<int> AddCallAsync(Database database, string workflow) => database.ExecuteAsync(
        """
        INSERT INTO model_calls (id, use_name, workflow_id, run_id, entry, model, day, started_at, expires_at, outcome,
            input_price, cached_price, output_price, reserved, amount)
        VALUES ('c1', 'paai', @workflow, 'run-1', 'main', 'm', '2026-03-11', 1, 1, 'Ok', 0, 0, 0, 0, 5)
        """,
        new { workflow },
        default);
}
