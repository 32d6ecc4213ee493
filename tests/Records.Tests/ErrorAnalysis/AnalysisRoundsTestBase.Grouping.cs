using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.Tests.ErrorAnalysis;

/// <content>What becomes of further reports of an error.</content>
public abstract partial class AnalysisRoundsTestBase
{
    private protected async Task CheckGroupingAsync()
    {
        await using var database = OpenOne()(null);
        await database.MigrateAsync(default);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var store = Store(database, time);
        var first = await ReportAsync(store, null);
        var key = new RoundKey(first.AnalysisId, "run-1", 1);
        await EndAsync(AnalysisState.Published);
        await store.KeepPublicationAsync(key, new("b", "c", "https://github.com/t/w/pull/7"), default);
        time.Advance(TimeSpan.FromDays(3));
        Assert.Equal((false, 2L), Seen(await ReportAsync(store, null)));

        await store.SetPullRequestStateAsync(
            new("https://github.com/t/w/pull/7", 7, "b", PullRequestState.Merged), default);
        time.Advance(TimeSpan.FromHours(23));
        Assert.Equal((false, 3L), Seen(await ReportAsync(store, null)));
        time.Advance(TimeSpan.FromHours(2));
        var second = await ReportAsync(store, null);
        Assert.Equal((true, 1L), Seen(second));
        var record = (await store.FindAsync(second.AnalysisId, default))!;
        Assert.Equal((first.AnalysisId, 1L), (record.PreviousId, record.IsRegression));

        key = new(second.AnalysisId, "run-2", 1);
        await store.KeepBaseAsync(key, new("main", "abcdef0123"), default);
        await store.KeepResultAsync(key, Result("why"), default);
        await EndAsync(AnalysisState.NoFix);
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal((false, 2L), Seen(await ReportAsync(store, null, "abcdef0")));
        var third = await ReportAsync(store, null, "1234567");
        Assert.True(third.IsNew);
        record = (await store.FindAsync(third.AnalysisId, default))!;
        Assert.Equal((second.AnalysisId, 0L), (record.PreviousId, record.IsRegression));
        Assert.Equal("why", (await store.FindSettledAsync(record, "run-3", "abcdef0123", default))?.Result.RootCause);
        Assert.Null(await store.FindSettledAsync(record, "run-3", "9999", default));
        // A person who tries again wants it looked at.
        await store.KeepBaseAsync(new(third.AnalysisId, "run-3", 1), new("main", "abcdef0123"), default);
        Assert.Null(await store.FindSettledAsync(record, "run-4", "abcdef0123", default));
        // With another test command, folder or language something may be found.
        Assert.NotNull(await store.FindSettledAsync(record, "run-3", "abcdef0123", default));
        var servers = new ServerStore(database, new(new EphemeralDataProtectionProvider()), time);
        await servers.SaveAsync(new() { Id = "s", Name = "shop", RepositoryUrl = "/r", Hosts = [] }, default);
        Assert.Null(await store.FindSettledAsync(record, "run-3", "abcdef0123", default));

        key = new(third.AnalysisId, "run-3", 1);
        await EndAsync(AnalysisState.Failed);
        Assert.True(await store.MuteAsync(third.AnalysisId, "mina", null, default));
        Assert.False(await store.MuteAsync(second.AnalysisId, "mina", null, default));
        Assert.Equal("mina", (await store.FindMuteAsync(third.AnalysisId, default))!.By);
        time.Advance(TimeSpan.FromDays(90));
        Assert.Equal((false, 2L), Seen(await ReportAsync(store, null, "7777777")));
        Assert.True(await store.UnmuteAsync(third.AnalysisId, "mina", default));
        Assert.Null(await store.FindMuteAsync(third.AnalysisId, default));
        var fourth = await ReportAsync(store, null);
        Assert.True(fourth.IsNew);

        // A run that was taken away swallows nothing: the very next report is looked at.
        key = new(fourth.AnalysisId, "run-4", 1);
        await store.ChangeStateAsync(new(key, AnalysisState.Failed, "The run was terminated: by hand"), default);
        var fifth = await ReportAsync(store, null);
        Assert.Equal((true, 1L), Seen(fifth));
        await store.ChangeStateAsync(
            new(new(fifth.AnalysisId, "run-5", 1), AnalysisState.Failed, "The run failed: no such table"), default);
        Assert.Equal((false, 2L), Seen(await ReportAsync(store, null)));

        Task EndAsync(AnalysisState state) => store.ChangeStateAsync(new(key, state, null, null), default);
    }

    private protected async Task CheckLearnedFingerprintAsync()
    {
        await using var database = OpenOne()(null);
        await database.MigrateAsync(default);
        var store = Store(database);
        var first = await ReportAsync(store, null, fingerprint: "before");
        Assert.True(await store.MuteAsync(first.AnalysisId, "mina", null, default));
        Assert.Equal((false, 2L), Seen(await ReportAsync(store, null, fingerprint: "after", before: "before")));
        Assert.Equal((false, 3L), Seen(await ReportAsync(store, null, fingerprint: "after", before: "before")));
        Assert.Equal("after", (await store.FindAsync(first.AnalysisId, default))!.Fingerprint);
        // What was said of the error went with it.
        Assert.Equal("mina", (await store.FindMuteAsync(first.AnalysisId, default))!.By);

        // Another one that was taken for the same is one of its own now.
        Assert.True((await ReportAsync(store, null, fingerprint: "other", before: "before")).IsNew);
        // What came by a replica that had not learned yet stays where it is.
        var late = await ReportAsync(store, null, fingerprint: "before");
        Assert.True(late.IsNew);
        Assert.Equal(
            first.AnalysisId, (await ReportAsync(store, null, fingerprint: "after", before: "before")).AnalysisId);
        Assert.Equal("before", (await store.FindAsync(late.AnalysisId, default))!.Fingerprint);
    }

    private static (bool IsNew, long Occurrences) Seen(AcceptedReport report) => (report.IsNew, report.Occurrences);

    private static AnalysisResult Result(string cause) => new()
    {
        Analyzer = "rules", RootCause = cause, Confidence = 0.5, Severity = AnalysisSeverity.Low,
    };
}
