using OpsFlow.Domain.Prescriptions.Explanations;
using OpsFlow.Platform.Runs;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Records.Tests.Prescriptions;

/// <content>Cards that wait for a decision.</content>
public abstract partial class PrescriptionStoreTestBase
{
    private protected async Task CheckWithdrawalAsync()
    {
        await using var database = Open();
        var store = Store(database);
        var first = await BeginAsync(store, "와파린", "이부프로펜");
        await store.KeepCheckAsync(first, Check(first.Serial, "와파린", "이부프로펜"), default);
        await store.EndAsync(first.Id, PrescriptionState.Success, null, 1000, default);
        Assert.Equal(first.Id, Assert.Single(await store.ListUndecidedAsync("p", 0, 9, default)).Id);

        await store.AskAsync("p", first.Serial, s_today, default);
        Assert.Empty(await store.ListUndecidedAsync("p", 0, 9, default));
        var second = (await store.FindLatestAsync("p", first.Serial, default))!;
        Assert.Empty(await store.WithdrawAsync(second, "not begun", default));
        await store.BeginAsync(second, "run-2", 2000, default);
        Assert.Equal([first.Id], await store.WithdrawAsync(second, "gone", default));

        var ended = (await store.FindAsync(first.Id, default))!;
        Assert.Equal((PrescriptionState.Superseded, 0L), (ended.State, ended.Undecided));
        ended = (await store.FindAsync(second.Id, default))!;
        Assert.Equal((PrescriptionState.Withdrawn, "gone"), (ended.State, ended.Reason));
        Assert.Empty(await store.ListBoardAsync("p", "2026-03-11", 9, default));

        // The answer got lost: another attempt is told the same.
        Assert.Equal([first.Id], await store.ListReplacedAsync(second, default));
        Assert.Empty(await store.ListReplacedAsync(first, default));
    }

    private protected async Task CheckRevivalAsync()
    {
        await using var database = Open();
        var store = Store(database);
        var names = new[] { "와파린", "이부프로펜", "심바스타틴", "이트라코나졸" };
        var record = await BeginAsync(store, names);
        var check = Check(record.Serial, names);
        await store.KeepCheckAsync(record, check, default);
        await store.KeepExplanationAsync(
            record.Id, new(Explanation.Unavailable("said once"), null, 0.25m), default);
        Assert.False(await store.ReviveAsync(record.Id, default));
        await store.EndAsync(record.Id, PrescriptionState.Success, null, 1000, default);
        var open = (await store.FindAsync(record.Id, default))!.Undecided;
        Assert.True(open > 1);
        var card = check.ToDecide[0];
        var decision = new CardDecision($"{card.Uuid}", CardAction.Acknowledge, null, null, "u1", "Mina");
        Assert.True(await store.DecideAsync(record, card, decision, default));

        // Found by the run that was closed, and not by the look at all that are at work.
        var records = new PrescriptionRunRecords(database, store);
        var lost = await records.FindOpenAsync(PrescriptionAnalysisWorkflow.IdOf(record.Id), default);
        Assert.Empty(await records.ListOpenAsync(DateTimeOffset.MaxValue, null, 9, default));
        Assert.Equal(RunClosing.Revived, await records.CloseAsync(lost!, "terminated", default));
        Assert.Equal(record.Id, Assert.Single(await store.NextAsync("p", [], 9, default)));

        // Another process found it, too, before it was put into the queue: nothing is lost that waits.
        Assert.Equal(RunClosing.None, await records.CloseAsync(lost!, "terminated", default));
        var queued = (await store.FindAsync(record.Id, default))!;
        Assert.Equal((PrescriptionState.Queued, open - 1), (queued.State, queued.Undecided));
        Assert.False(await store.ReviveAsync(record.Id, default));

        // The same content: what was decided and explained is so still.
        Assert.True(await store.BeginAsync(record, "run-2", 2000, default));
        Assert.Equal(RunClosing.None, await records.CloseAsync(lost!, "terminated", default));
        await store.KeepCheckAsync(record, check, default);
        var again = (await store.FindAsync(record.Id, default))!;
        Assert.Equal((open - 1, 250_000_000L, null), (again.Undecided, again.Cost, again.ExtraCost));
        Assert.NotNull(again.Explanation);

        // Other content: other cards, which nobody has explained.
        await store.KeepCheckAsync(record, check with { Version = "dddddddddddddddd" }, default);
        Assert.Null((await store.FindAsync(record.Id, default))!.Explanation);

        // A day later its run is over, and not lost.
        await store.EndAsync(record.Id, PrescriptionState.Success, null, 2000, default);
        _time.Advance(PrescriptionAnalysisWorkflow.Patience);
        Assert.False(await store.ReviveAsync(record.Id, default));
    }

    private protected async Task CheckRevivalAgainAsync()
    {
        await using var database = Open();
        var store = Store(database);
        var records = new PrescriptionRunRecords(database, store);
        var record = await BeginAsync(store, "와파린", "이부프로펜");
        var check = Check(record.Serial, "와파린", "이부프로펜");
        await store.KeepCheckAsync(record, check, default);
        await store.EndAsync(record.Id, PrescriptionState.Success, null, 1000, default);
        Assert.True(await store.ReviveAsync(record.Id, default));

        // Taken away while it checks, and while it explains: as before, nobody has decided on the cards.
        foreach (var (run, isChecked) in new[] { (2, false), (3, true), (4, false) })
        {
            Assert.True(await store.BeginAsync(record, $"run-{run}", run * 1000, default));
            if (isChecked)
            {
                Assert.NotNull(await store.KeepCheckAsync(record, check, default));
            }

            Assert.False(await store.ReviveAsync(record.Id, default));
            Assert.Equal(RunClosing.Revived, await CloseAsync("The run was terminated: by mistake"));
            var waiting = (await store.FindAsync(record.Id, default))!;
            Assert.Equal((PrescriptionState.Queued, 1L), (waiting.State, waiting.Undecided));
            Assert.Equal(record.Id, Assert.Single(await store.NextAsync("p", [], 9, default)));
        }

        // What a run failed at itself waits for somebody who tries it again.
        Assert.True(await store.BeginAsync(record, "run-5", 5000, default));
        Assert.Equal(RunClosing.Failed, await CloseAsync("The run failed: no such table"));
        Assert.Equal(PrescriptionState.Failed, (await store.FindAsync(record.Id, default))!.State);

        // One that has no cards yet has nothing to go on with.
        await store.AskAsync("p", record.Serial, s_today, default);
        Assert.True(await store.BeginAsync(record, "run-6", 6000, default));
        Assert.Equal(RunClosing.Failed, await CloseAsync("The run was terminated: by mistake"));

        async Task<RunClosing> CloseAsync(string reason) => await records.CloseAsync(
            (await records.FindOpenAsync(PrescriptionAnalysisWorkflow.IdOf(record.Id), default))!, reason, default);
    }

    private protected async Task CheckNewDataAsync()
    {
        await using var database = Open();
        var store = Store(database);
        var record = await BeginAsync(store, "와파린", "이부프로펜");
        await store.KeepCheckAsync(record, Check(record.Serial, "와파린", "이부프로펜"), default);
        await store.EndAsync(record.Id, PrescriptionState.Success, null, 1000, default);

        Assert.Equal(0, await store.RecheckAsync("p", "v1", default));
        Assert.Equal(1, await store.RecheckAsync("p", "v2", default));
        Assert.Equal(0, await store.RecheckAsync("p", "v2", default));
        Assert.Equal(record.Id + "-2", Assert.Single(await store.NextAsync("p", [], 9, default)));
        var second = (await store.FindAsync(record.Id + "-2", default))!;
        Assert.Equal("2026-03-11", second.Day);

        // It failed: the cards of before wait still, take newer data and another run.
        Assert.Empty(await store.ListUndecidedAsync("p", 0, 9, default));
        await store.EndAsync(second.Id, PrescriptionState.Failed, "away", null, default);
        Assert.Equal(record.Id, Assert.Single(await store.ListUndecidedAsync("p", 0, 9, default)).Id);
        // As often as it fails it is the same record.
        Assert.Equal(1, await store.RecheckAsync("p", "v3", default));
        Assert.Equal(second.Id, Assert.Single(await store.NextAsync("p", [], 9, default)));
        Assert.False(await store.ReviveAsync(record.Id, default));
        await store.EndAsync(second.Id, PrescriptionState.Failed, "away", null, default);
        Assert.True(await store.ReviveAsync(record.Id, default));
    }

    private protected async Task CheckOtherDaysAsync()
    {
        await using var database = Open();
        var store = Store(database);
        var record = await BeginAsync(store, "와파린", "이부프로펜");
        Assert.Equal([record.Serial], await store.ListOpenSerialsAsync("p", [record.Serial, "other"], default));
        await store.KeepCheckAsync(record, Check(record.Serial, "와파린", "이부프로펜"), default);
        await store.EndAsync(record.Id, PrescriptionState.Success, null, 1000, default);
        Assert.Equal([record.Serial], await store.ListOpenSerialsAsync("p", [record.Serial], default));
        Assert.Empty(await store.ListOpenSerialsAsync("p", [], default));
        var old = new DetectedPrescription("20260310000001", s_today.AddDays(-1), "", "");
        await store.DetectAsync("p", [old], s_today, 0, s_position, default);

        // On whatever day the board counts what it shows.
        foreach (var day in new[] { "2026-03-11", "2026-03-12" })
        {
            var count = Assert.Single(await store.CountAsync("p", day, default));
            Assert.Equal(("Success", 1L, 1L), (count.State, count.Count, count.Undecided));
        }

        // The next day: the same content, one that was not read, and an edit.
        var tomorrow = s_today.AddDays(1);
        var same = new DetectedPrescription(record.Serial, s_today, "cccccccccccccccc", "P-1");
        Assert.Equal(0, await store.DetectAsync("p", [same], tomorrow, 0, s_position, default));
        Assert.Equal(0, await store.DetectAsync("p", [same with { Version = "" }], tomorrow, 0, s_position, default));
        var edited = same with { Version = "dddddddddddddddd" };
        Assert.Equal(1, await store.DetectAsync("p", [edited], tomorrow, 0, s_position, default));
        Assert.Equal(0, await store.DetectAsync("p", [edited], tomorrow, 0, s_position, default));
        Assert.Equal(1, (await store.FindWatchAsync("p", default))!.Skipped);

        // When all is decided on, edits of it are of no concern any more.
        var latest = (await store.FindLatestAsync("p", record.Serial, default))!;
        await store.EndAsync(latest.Id, PrescriptionState.Withdrawn, "gone", null, default);
        await store.CloseCardsAsync(long.MaxValue, "over", default);
        Assert.Empty(await store.ListOpenSerialsAsync("p", [record.Serial], default));
        Assert.Equal(0, await store.DetectAsync(
            "p", [same with { Version = "eeeeeeeeeeeeeeee" }], tomorrow, 0, s_position, default));
    }

    private protected async Task CheckNotesAsync()
    {
        await using var database = Open();
        var store = Store(database);
        var record = await BeginAsync(store, "와파린", "이부프로펜");
        var check = Check(record.Serial, "와파린", "이부프로펜");
        await store.KeepCheckAsync(record, check, default);
        Assert.Null(await store.KeepNoteAsync(" ", default));
        var card = check.ToDecide[0];
        var kept = (await store.KeepNoteAsync("her doctor knows", default))!;
        var refused = (await store.KeepNoteAsync("too late", default))!;
        var left = (await store.KeepNoteAsync("nobody knows", default))!;
        var decision = new CardDecision($"{card.Uuid}", CardAction.Override, "other", kept, "u1", "Mina");
        Assert.True(await store.DecideAsync(record, card, decision, default));

        Assert.True(await store.RemoveNoteAsync(refused, default));
        Assert.False(await store.RemoveNoteAsync(refused, default));
        Assert.False(await store.RemoveNoteAsync(kept, default));

        // What nobody refers to is gone a day later.
        _time.Advance(TimeSpan.FromHours(26));
        await new CardExpiry(store, _time).RunAsync(_ => { }, default);
        Assert.False(await store.RemoveNoteAsync(left, default));
        Assert.Equal("her doctor knows", Assert.Single(await store.ListDecisionsAsync(record.Id, default)).Note);
    }
}
