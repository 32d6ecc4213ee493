using Microsoft.Extensions.Time.Testing;
using OpsFlow.Domain.Prescriptions;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Drugs;
using OpsFlow.Domain.Prescriptions.Explanations;
using OpsFlow.Domain.Prescriptions.Interactions;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Tests.Support;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Records.Tests.Prescriptions;

/// <summary>The checks that hold on both engines.</summary>
public abstract partial class PrescriptionStoreTestBase : IDisposable
{
    private static readonly DateOnly s_today = new(2026, 3, 11);
    private static readonly DrugTable s_drugs = DrugTable.Open();
    private static readonly WatchPosition s_position = new("1", "", true);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 11, 0, 0, 0, TimeSpan.Zero));

    private protected TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Database Open();

    private protected async Task CheckDetectionAsync()
    {
        await using var database = Open();
        var store = Store(database);
        var first = new DetectedPrescription("20260311000001", s_today, "aaaaaaaaaaaaaaaa", "P-1");
        var old = new DetectedPrescription("20260310000001", s_today.AddDays(-1), "", "");

        Assert.Equal(1, await store.DetectAsync("p", [first, old], s_today, 2, s_position, default));
        Assert.Equal(0, await store.DetectAsync("p", [first, old], s_today, 0, s_position, default));

        var edited = first with { Version = "bbbbbbbbbbbbbbbb" };
        Assert.Equal(1, await store.DetectAsync("p", [edited], s_today, 0, s_position, default));
        Assert.Equal(1, await store.DetectAsync("p", [first], s_today, 0, s_position, default));

        var all = await store.ListAsync("p", null, null, null, 100, default);
        Assert.Equal(4, all.Select(r => r.Id).Distinct().Count());
        Assert.Equal(
            ["Queued", "Superseded", "Skipped", "Superseded"], all.Select(r => $"{r.State}"));
        var watch = (await store.FindWatchAsync("p", default))!;
        Assert.Equal((1, 2), (watch.Skipped, watch.Refused));
        Assert.Equal(s_position, await store.FindPositionAsync("p", default));
        Assert.Null(await store.FindPositionAsync("other", default));
    }

    private protected async Task CheckReturnAsync()
    {
        await using var database = Open();
        var store = Store(database);
        var first = new DetectedPrescription("20260311000001", s_today, "aaaaaaaaaaaaaaaa", "P-1");
        var broken = first with { Serial = "20260311000002", Version = "unreadable", Fault = "no number" };
        Assert.Equal(1, await store.DetectAsync("p", [first, broken], s_today, 0, s_position, default));
        var failed = (await store.FindLatestAsync("p", broken.Serial, default))!;
        Assert.Equal((PrescriptionState.Failed, "no number"), (failed.State, failed.Reason));

        // Deleted and written again with the same content: what was withdrawn is no analysis of it.
        var id = (await store.FindLatestAsync("p", first.Serial, default))!.Id;
        await store.EndAsync(id, PrescriptionState.Withdrawn, "gone", null, default);
        Assert.Equal(1, await store.DetectAsync("p", [first, broken], s_today, 0, s_position, default));
        Assert.Equal(0, await store.DetectAsync("p", [first, broken], s_today, 0, s_position, default));

        // Mended: its content can be read now.
        var mended = broken with { Version = "bbbbbbbbbbbbbbbb", Fault = null };
        Assert.Equal(1, await store.DetectAsync("p", [mended], s_today, 0, s_position, default));
        Assert.Equal(
            ["20260311000001", "20260311000002"],
            (await store.ListBoardAsync("p", "2026-03-11", 9, default)).Where(r => r.State == PrescriptionState.Queued)
                .Select(r => r.Serial));
    }

    private protected async Task CheckQueueAsync()
    {
        await using var database = Open();
        var store = Store(database);
        var found = Enumerable.Range(1, 5)
            .Select(i => new DetectedPrescription($"2026031100000{i}", s_today, $"{i}aaaaaaaaaaaaaaa", "P-1")).ToList();
        await store.DetectAsync("p", found, s_today, 0, s_position, default);

        var next = await store.NextAsync("p", [], 3, default);
        Assert.Equal(["p-20260311000001-1aaaaaaa", "p-20260311000002-2aaaaaaa", "p-20260311000003-3aaaaaaa"], next);
        Assert.Equal("p-20260311000004-4aaaaaaa", (await store.NextAsync("p", next, 9, default))[0]);
        Assert.Empty(await store.NextAsync("other", [], 9, default));
        Assert.Equal(3, await store.PositionAsync((await store.FindAsync(next[2], default))!, default));

        var (id, isNew) = await store.AskAsync("p", "20260311000005", s_today, default);
        Assert.Equal(("p-20260311000005-5aaaaaaa", false), (id, isNew));
        (id, isNew) = await store.AskAsync("p", "20260301000009", new(2026, 3, 1), default);
        Assert.Equal(("p-20260301000009-asked", true), (id, isNew));
        await store.EndAsync(next[0], PrescriptionState.Failed, "why", null, default);
        Assert.Equal((next[0], true), await store.AskAsync("p", "20260311000001", s_today, default));
        Assert.Equal(next[0], (await store.NextAsync("p", [], 9, default))[^1]);
    }

    private protected async Task CheckRunAsync()
    {
        await using var database = Open();
        var store = Store(database);
        var record = await BeginAsync(store, "와파린", "이부프로펜");
        var superseded = await store.KeepCheckAsync(record, Check(record.Serial, "와파린", "이부프로펜"), default);
        Assert.Empty(superseded!);
        Assert.True(await store.KeepExplanationAsync(
            record.Id, new(Explanation.Unavailable("no-model"), "another model", 0.25m, 0.2m), default));
        Assert.False(await store.KeepExplanationAsync(
            record.Id, new(Explanation.Unavailable("late"), null, 1m), default));
        Assert.True(await store.KeepUpsellAsync(record.Id, null, 0.5m, default));
        Assert.False(await store.KeepUpsellAsync(record.Id, "late", 1m, default));
        var asked = (await store.FindAsync(record.Id, default))!;
        Assert.Equal((null, 500_000_000L, 250_000_000L), (asked.Upsell, asked.UpsellCost, asked.Cost));
        Assert.Equal(200_000_000, asked.ExtraCost);

        // A late word of an earlier run, then the right one, then one that comes too late.
        await store.EndAsync(record.Id, PrescriptionState.Failed, "old run", 1, default);
        Assert.Equal(PrescriptionState.Generating, (await store.FindAsync(record.Id, default))!.State);
        await store.EndAsync(record.Id, PrescriptionState.Success, null, 1000, default);
        await store.EndAsync(record.Id, PrescriptionState.Failed, "too late", 1000, default);

        var kept = (await store.FindAsync(record.Id, default))!;
        Assert.Equal((PrescriptionState.Success, 1L, "warning"), (kept.State, kept.Undecided, kept.Indicator));
        var expiry = new CardExpiry(store, _time);
        Assert.Equal("0 closed", await expiry.RunAsync(_ => { }, default));
        Assert.Equal(250_000_000, kept.Cost);
        Assert.Equal("another model", kept.Notice);
        var card = Assert.Single(PrescriptionCards.Of(kept, "ko"), c => c.Kind == CardKind.Interaction);
        var decision = new CardDecision($"{card.Uuid}", CardAction.Override, "dose-adjusted", null, "u1", "Mina");
        Assert.True(await store.DecideAsync(kept, card, decision, default));
        Assert.False(await store.DecideAsync(kept, card, decision with { ById = "u2" }, default));
        Assert.Equal(0, (await store.FindAsync(record.Id, default))!.Undecided);
        Assert.Equal("u1", Assert.Single(await store.ListDecisionsAsync(record.Id, default)).ById);
        Assert.Equal(1, Assert.Single(await store.SumDecisionsAsync(0, default)).Overridden);

        // The same patient again: the rule was seen before.
        await store.AskAsync("p", record.Serial, s_today, default);
        var again = (await store.FindLatestAsync("p", record.Serial, default))!;
        Assert.NotEqual(record.Id, again.Id);
        Assert.Contains(card.Rule, await store.ListSeenBeforeAsync(again, default));
        await store.BeginAsync(again, "run-2", 2000, default);
        Assert.Equal([record.Id], await store.KeepCheckAsync(again, Check(record.Serial, "와파린", "이부프로펜"), default));
        Assert.Equal(PrescriptionState.Superseded, (await store.FindAsync(record.Id, default))!.State);
        // What was decided of the earlier one covers nothing of this one.
        Assert.Equal(1, (await store.FindAsync(again.Id, default))!.Undecided);

        // A day later nobody waits for a decision any more.
        await store.EndAsync(again.Id, PrescriptionState.Success, null, 2000, default);
        _time.Advance(TimeSpan.FromHours(26));
        Assert.Equal("1 closed", await expiry.RunAsync(_ => { }, default));
        Assert.Equal(0, (await store.FindAsync(again.Id, default))!.Undecided);
    }

    private protected async Task CheckSourceAsync()
    {
        await using var database = Open();
        var store = Store(database);

        Assert.True(await store.NoteSourceAsync("p", "away", default));
        Assert.False(await store.NoteSourceAsync("p", "still away", default));
        Assert.Equal("away", (await store.FindWatchAsync("p", default))!.AwayReason);
        Assert.True(await store.NoteSourceAsync("p", null, default));
        Assert.Null((await store.FindWatchAsync("p", default))!.AwayReason);
    }

    private static KeptCheck Check(string serial, params string[] names)
    {
        var table = InteractionTable.Open(s_drugs);
        var normalizer = new DrugNormalizer(s_drugs);
        var result = InteractionCheck.Check(
            [.. names.Select((n, i) => new CheckedDrug(i + 1, normalizer.Normalize(null, n)))], table.Find, table.Name,
            "v1", table.Notice, s_drugs.Ingredients);
        return new(
            "cccccccccccccccc", "P-1", result,
            new[] { "en", "ko" }.ToDictionary(l => l, l => CardWriter.Write(serial, result, s_drugs.Ingredients, l)));
    }

    private static async Task<PrescriptionRecord> BeginAsync(PrescriptionStore store, params string[] names)
    {
        Assert.NotEmpty(names);
        await store.DetectAsync(
            "p", [new("20260311000001", s_today, "cccccccccccccccc", "P-1")], s_today, 0, s_position, default);
        var record = (await store.FindLatestAsync("p", "20260311000001", default))!;
        Assert.True(await store.BeginAsync(record, "run-1", 1000, default));
        Assert.True(await store.BeginAsync(record, "run-1", 1000, default));
        Assert.False(await store.BeginAsync(record, "run-9", 9000, default));
        record.RunId = "run-1";
        return record;
    }

    private PrescriptionStore Store(Database database)
    {
        var signals = new EventSignals();
        return new(database, new EventStore(database, signals, _time), signals, _time);
    }
}
