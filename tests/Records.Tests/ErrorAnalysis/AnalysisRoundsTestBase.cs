using Dapper;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Tests.Support;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.Tests.ErrorAnalysis;

/// <summary>The checks that hold on both engines.</summary>
public abstract partial class AnalysisRoundsTestBase : IDisposable
{
    private static readonly PreparedPatch s_patch = new(
        new Patch("c1", [], "diff", "h1"), "h1", new VerificationResult(VerificationOutcome.Proven, "red, then green"));

    private protected TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Func<IReadOnlyList<Migration>?, Database> OpenOne();

    private protected async Task CheckFirstWriterWinsAsync()
    {
        await using var database = OpenOne()(null);
        var (store, id) = await AcceptAsync(database);
        var key = new RoundKey(id, "run-1", 1);

        await store.KeepPatchAsync(key, s_patch, default);
        var late = await store.KeepPatchAsync(key, new PreparedPatch(null, null, null), default);

        Assert.Equal("h1", late.Hash);
        Assert.Equal("h1", (await store.FindAsync(key, default))!.Current.Prepared!.Hash);
        Assert.Equal("c1", await store.ChoosePublishBaseAsync(key, "c1", default));
        Assert.Equal("c1", await store.ChoosePublishBaseAsync(key, "c2", default));
    }

    private protected async Task CheckEarlierRunAsync()
    {
        await using var database = OpenOne()(null);
        var (store, id) = await AcceptAsync(database);
        var decision = new Decision(DecisionKind.Approve, "mina", "slack", "h1");
        var first = new RoundKey(id, "run-1", 1);
        await store.ChangeStateAsync(new StateChange(first, AnalysisState.Cloning, null, null, 1000), default);
        await store.KeepPatchAsync(first, s_patch, default);
        await store.ChangeStateAsync(new StateChange(first, AnalysisState.Publishing, null, decision, 1000), default);
        await store.KeepPublicationAsync(first, new Publication("b", "f", null), default);

        var second = new RoundKey(id, "run-2", 1);
        await store.ChangeStateAsync(new StateChange(second, AnalysisState.Cloning, null, null, 2000), default);
        var lateChange = await store.ChangeStateAsync(
            new StateChange(first, AnalysisState.Failed, "too late", null, 1000), default);

        var record = (await store.FindAsync(id, default))!;
        Assert.False(lateChange);
        Assert.Equal((AnalysisState.Cloning, "run-2"), (record.State, record.RunId));
        Assert.Equal(AnalysisState.Cloning, await store.FindStateAsync(id, default));
        Assert.Null(await store.FindStateAsync("another", default));
        // Who decided on the earlier run decided nothing on this one; a run after a reset finds the patch of before.
        Assert.Null(record.Current.Decision);
        Assert.Null(record.Current.Publication);
        Assert.Equal("h1", record.Current.Prepared!.Hash);
        Assert.Equal("mina", (await store.FindAsync(first, default))!.Current.Decision!.By);
        Assert.Equal("c9", await store.ChoosePublishBaseAsync(second, "c9", default));
    }

    private protected async Task CheckResentReportsAsync()
    {
        var open = OpenOne();
        await using var database = open(null);
        await using var replica = open(null);
        await database.MigrateAsync(default);
        var (one, other) = (Store(database), Store(replica));

        var opened = await ReportAsync(one, "a");
        var joined = await ReportAsync(one, "b");
        var again = await Task.WhenAll(Enumerable.Range(0, 40).Select(
            i => ReportAsync(i % 2 == 0 ? one : other, $"{(char)('a' + (i % 4))}")));

        Assert.Equal((true, 1L), (opened.IsNew, opened.Occurrences));
        Assert.Equal((false, 2L), (joined.IsNew, joined.Occurrences));
        Assert.All(again, report => Assert.Equal(opened.AnalysisId, report.AnalysisId));
        Assert.Equal(4, again.Max(report => report.Occurrences));
        Assert.Equal(4, (await ReportAsync(other, "d")).Occurrences);
    }

    private protected async Task CheckReopenedAsync()
    {
        await using var database = OpenOne()(null);
        var (store, id) = await AcceptAsync(database);
        var (first, second) = (new RoundKey(id, "run-1", 1), new RoundKey(id, "run-2", 1));
        await store.ChangeStateAsync(new StateChange(first, AnalysisState.Failed, "why", null, 1000), default);
        await store.ReopenAsync(id, "run-2", AnalysisState.Analyzing, "again", default);

        // A reset run counts from the same start as the one that it goes on from, until it writes.
        Assert.False(await store.ChangeStateAsync(
            new StateChange(first, AnalysisState.Publishing, "late", null, 1000), default));
        Assert.True(await store.ChangeStateAsync(
            new StateChange(second, AnalysisState.Publishing, null, null, 1000), default));
    }

    private protected async Task CheckListAsync()
    {
        await using var database = OpenOne()(null);
        var (store, id) = await AcceptAsync(database);
        var key = new RoundKey(id, "run-1", 2);
        var decision = new Decision(DecisionKind.Approve, "mina", "slack", "h1");
        await store.ChangeStateAsync(new StateChange(key, AnalysisState.Publishing, null, decision), default);
        await store.KeepPublicationAsync(key, new Publication("fix-1", "f", "https://x/pull/1"), default);
        await store.SetPullRequestStateAsync(
            new PullRequestChange("https://x/pull/1", null, null, PullRequestState.Merged), default);
        // A publish that runs again does not reopen what was merged in between.
        await store.KeepPublicationAsync(key, new Publication("fix-1", "f", "https://x/pull/1"), default);

        var listed = Assert.Single(await store.ListAsync(
            new() { States = [AnalysisState.Publishing, AnalysisState.Failed], Server = "shop", Text = "SHO" },
            null, 10, default));
        foreach (var other in new AnalysisFilter[]
        {
            new() { States = [AnalysisState.Published] }, new() { Text = "s_op" }, new() { ErrorType = "U" },
            new() { Fingerprint = "g" }, new() { Since = DateTimeOffset.UtcNow.AddDays(1) },
            new() { Until = DateTimeOffset.UtcNow.AddDays(-1) },
        })
        {
            Assert.Empty(await store.ListAsync(other, null, 10, default));
        }

        Assert.Equal(1, (await store.CountAsync(default))[AnalysisState.Publishing]);
        var since = DateTimeOffset.UtcNow.AddDays(-1);
        Assert.Equal(1, Assert.Single(await store.CountByHourAsync(since, default)).Count);
        Assert.Equal(1, Assert.Single((await store.OccurrencesAsync([id], since, default))[id]).Count);
        var round = Assert.Single(await store.ListRoundsAsync(id, default));
        Assert.Equal(("run-1", 2, "mina"), (round.RunId, round.Round, round.Made.Decision!.By));

        Assert.Equal(
            ("mina", "fix-1", PullRequestState.Merged),
            (listed.Current.Decision!.By, listed.Current.Publication!.Branch, listed.PullRequestState));
    }

    private protected async Task CheckPullRequestsAsync()
    {
        await using var database = OpenOne()(null);
        var (store, id) = await AcceptAsync(database);
        var key = new RoundKey(id, "run-1", 1);
        const string url = "https://github.com/team/web/pull/7";
        await store.ChangeStateAsync(new StateChange(key, AnalysisState.Publishing, null), default);
        await store.KeepPublicationAsync(key, new Publication("repairs/fix-1", "f", url), default);

        // The repository has another name by now. Another one's request of that number is another one.
        const string renamed = "https://github.com/team/shop/pull/7";
        PullRequestChange Closed(string at, string branch) => new(at, 7, branch, PullRequestState.Closed);
        Assert.Null(await store.SetPullRequestStateAsync(Closed(renamed, "feature"), default));
        Assert.Null(await store.SetPullRequestStateAsync(
            Closed("https://elsewhere.example/team/shop/pull/7", "repairs/fix-1"), default));
        Assert.Null(await store.SetPullRequestStateAsync(
            new("https://github.com/team/shop/pull/17", 17, "repairs/fix-1", PullRequestState.Merged), default));
        Assert.Equal(PullRequestState.Open, (await store.FindAsync(id, default))!.PullRequestState);

        Assert.Equal(id, await store.SetPullRequestStateAsync(
            new(renamed, 7, "repairs/fix-1", PullRequestState.Merged), default));
        Assert.Equal(PullRequestState.Merged, (await store.FindAsync(id, default))!.PullRequestState);

        Assert.Equal(id, await store.SetPullRequestStateAsync(
            new(renamed, 7, null, PullRequestState.Merged, id), default));

        // Told again, late.
        Assert.Equal(id, await store.SetPullRequestStateAsync(Closed(url, "repairs/fix-1"), default));
        Assert.Equal(PullRequestState.Merged, (await store.FindAsync(id, default))!.PullRequestState);
        var told = await new EventStore(database, new EventSignals(), TimeProvider.System)
            .ReadAsync(AnalysisStore.StreamOf(id), 0, default);
        Assert.Contains("merged", told[^1].Data, StringComparison.Ordinal);
    }

    private protected async Task CheckOpenAndDetailAsync()
    {
        await using var database = OpenOne()(null);
        var (store, id) = await AcceptAsync(database);
        var key = new RoundKey(id, "run-1", 1);
        await store.ChangeStateAsync(new StateChange(key, AnalysisState.Publishing, null), default);
        await store.SetDetailAsync(key, AnalysisState.Publishing, "waits", default);
        await store.SetDetailAsync(key with { RunId = "run-0" }, AnalysisState.Publishing, "of before", default);
        await store.SetDetailAsync(key, AnalysisState.Cloning, "of before", default);
        Assert.Equal("waits", (await store.FindAsync(id, default))!.Detail);

        Assert.Equal([id], await store.ListOpenAsync("s", default));
        Assert.Empty(await store.ListOpenAsync("another", default));
        await store.ChangeStateAsync(new StateChange(key, AnalysisState.Failed, "no"), default);
        Assert.Empty(await store.ListOpenAsync("s", default));
    }

    private protected async Task CheckOldDatabaseAsync()
    {
        var open = OpenOne();
        await using (var probe = open([]))
        {
            var all = Migration.LoadEmbedded(typeof(Database).Assembly, probe.Kind);
            await using var old = open([.. all.Where(m => m.Number is < 4 or 100)]);
            await old.MigrateAsync(default);
            await old.InTransactionAsync(
                (connection, transaction, _) => connection.ExecuteAsync(
                    """
                    INSERT INTO analyses (id, server_id, server_name, fingerprint, state, round, error_type, message, report,
                        occurrences, created_at, last_seen_at, updated_at, base_branch, base_commit, result, patch, patch_hash,
                        verification, decision, decided_by, decided_via, decided_at, publish_base, fix_branch, fix_commit)
                    VALUES ('a1', 's', 'shop', 'f', 'Cancelled', 2, 'T', 'm', '{}', 1, 1, 1, 5, 'main', 'c1',
                        '{"analyser":"rules","rootCause":"why","confidence":0.5,"severity":"High"}',
                        '{"baseCommit":"c1","files":[],"diff":"d","hash":"h1"}', 'h1',
                        '{"outcome":"Proven","detail":"ok"}', 'Approve', 'Mi"na', 'slack', 7, '2:c3', 'fix-1', 'f1')
                    """,
                    transaction: transaction),
                default);
        }

        await using var database = open(null);
        var record = (await Store(database).FindAsync("a1", default))!;

        var round = record.Current;
        Assert.Equal(AnalysisState.Canceled, record.State);
        Assert.Equal(new RoundBase("main", "c1"), round.Base);
        Assert.Equal(("rules", "why"), (round.Result!.Analyzer, round.Result.RootCause));
        Assert.Equal(("h1", "d"), (round.Prepared!.Hash, round.Prepared.Patch!.Diff));
        Assert.Equal(VerificationOutcome.Proven, round.Prepared.Verification!.Outcome);
        Assert.Equal(new Decision(DecisionKind.Approve, "Mi\"na", "slack", "h1"), round.Decision);
        Assert.Equal(7, round.DecidedAt);
        Assert.Equal(new Publication("fix-1", "f1", null), round.Publication);
    }

    private protected static AnalysisStore Store(Database database, TimeProvider? time = null)
    {
        var signals = new EventSignals();
        return new AnalysisStore(
            database,
            new EventStore(database, signals, TimeProvider.System),
            signals,
            new RunStartStore(database, TimeProvider.System),
            time ?? TimeProvider.System);
    }

    private static async Task<(AnalysisStore Store, string Id)> AcceptAsync(Database database)
    {
        var store = Store(database);
        return (store, (await ReportAsync(store, null)).AnalysisId);
    }

    private protected static Task<AcceptedReport> ReportAsync(
        AnalysisStore store, string? key, string? commit = null, string fingerprint = "f", string? before = null)
    {
        var server = new ServerRecord { Id = "s", Name = "shop", RepositoryUrl = "/r", Hosts = [] };
        var report = new ErrorReport { ServerName = "shop", ErrorType = "T", Message = "m", Commit = commit };
        return store.AcceptAsync(
            server, report, fingerprint, key, id => RunStart.Of(id, "ErrorAnalysis", "error-analysis", id), default,
            before);
    }
}
