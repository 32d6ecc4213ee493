using System.Data.Common;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Domain.Waste.Matching;
using OpsFlow.Domain.Waste.Vision;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Objects;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ScanChain;
using OpsFlow.Records.Waste;
using OpsFlow.Tests.Support;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Records.Tests.ScanChain;

/// <summary>The checks that hold on both engines.</summary>
public abstract partial class ScanStoreTestBase : IDisposable
{
    private static readonly GrantedReward s_reward = new("r1", "petty", 10, "right", "class");

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    private protected TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Database Open();

    private protected async Task CheckEventsOnceAsync()
    {
        await using var database = Open();
        var (scans, events) = Stores(database);
        var step = await AcceptAsync(scans, "s1");
        for (var i = 0; i < 2; i++)
        {
            await scans.BeginAsync(step, ScanStage.Vision, default);
            await scans.EndAsync(step, ScanStage.Vision, Seen($"{i}"), _time.GetUtcNow(), default);
            await scans.BeginAsync(step, ScanStage.Reward, default);
            await scans.EndAsync(step, ScanStage.Reward, s_reward, _time.GetUtcNow(), default);
        }

        // What comes late of a scan that is over says nothing any more.
        await scans.BeginAsync(step, ScanStage.Answer, default);
        await scans.ChangeAsync(new("s1", 1, ScanState.Failed, "late"), default);

        Assert.Equal("10 11 40 41 51", await NumbersAsync(events));
        Assert.Equal(
            ["Queued", "Done"],
            (await events.ReadAsync(ScanStore.AllStream, 0, default)).Select(
                e => JsonElement.Parse(e.Data).GetProperty("state").GetString()!));
        Assert.Equal("0", (await scans.FoundAsync<SeenPicture>("s1", "Vision", default))!.Seen.Item);
        Assert.Equal(ScanState.Done, await scans.FindStateAsync("s1", default));
    }

    private protected async Task CheckTurnedRuleAsync()
    {
        await using var database = Open();
        var (scans, _) = Stores(database);
        var step = await AcceptAsync(scans, "s1");
        var rules = new RuleBook(CatalogFiles.Read(CatalogFiles.Shipped).Catalog!);
        var match = rules.Match(new("피자 상자", "종이", "골판지", null, ["기름 묻음"]))!;
        Assert.Null(match.Subclass);

        await scans.EndAsync(step, ScanStage.Rule, new FoundRule(match), _time.GetUtcNow(), default);
        var found = await scans.FoundAsync<FoundRule>("s1", "Rule", default);

        Assert.Equal(("일반쓰레기", "delivery-box"), (found!.Match!.Class, found.Match.Item.Id));
        Assert.Null(found.Match.Subclass);
        Assert.Equal(match.Instructions.Select(i => i.Text.Ko), found.Match.Instructions.Select(i => i.Text.Ko));
    }

    private protected async Task CheckRetryAsync()
    {
        await using var database = Open();
        var (scans, events) = Stores(database);
        var step = await AcceptAsync(scans, "s1");
        await scans.BeginAsync(step, ScanStage.Vision, default);
        await scans.ChangeAsync(new("s1", 1, ScanState.Failed, "down"), default);

        Assert.True(await scans.RetryAsync("s1", 1, StartOf, default));
        Assert.False(await scans.RetryAsync("s1", 1, StartOf, default));
        // The attempt before has no say any more.
        await scans.EndAsync(step, ScanStage.Vision, Seen("late"), _time.GetUtcNow(), default);
        await scans.BeginAsync(new("s1", 2), ScanStage.Rule, default);

        Assert.Equal("10 52 105 120", await NumbersAsync(events));
        Assert.Equal(ScanState.Rule, await scans.FindStateAsync("s1", default));
    }

    private protected async Task CheckWithdrawAsync()
    {
        await using var database = Open();
        var (scans, events) = Stores(database);
        var starts = new RunStartStore(database, _time);
        var step = await AcceptAsync(scans, "s1");
        // Of an attempt that is no more nothing is taken back.
        Assert.False((await scans.WithdrawAsync("s1", 2, "not wanted", default)).IsCanceled);

        // Both at once, and the process that has the start: one of them takes it.
        var asked = await Task.WhenAll(
            scans.WithdrawAsync("s1", 1, "not wanted", default), scans.WithdrawAsync("s1", 1, "not wanted", default));
        Assert.NotNull(Assert.Single(asked, a => a.IsCanceled).StartId);
        Assert.Equal((0L, 0L), await starts.CountAsync(default));
        Assert.Equal(ScanState.Canceled, await scans.FindStateAsync("s1", default));

        // A run that began nevertheless has no say.
        await scans.BeginAsync(step, ScanStage.Vision, default);
        await scans.EndAsync(step, ScanStage.Reward, s_reward, _time.GetUtcNow(), default);
        Assert.Equal("53", await NumbersAsync(events));
        Assert.Equal(0, await CountAsync(database, "owed_rewards"));

        // One whose start was made goes on: its run is to be told.
        await AcceptAsync(scans, "s2");
        _time.Advance(RunStartStore.Grace);
        await starts.RemoveAsync(await starts.ListDueAsync(10, default), default);
        Assert.False((await scans.WithdrawAsync("s2", 1, "not wanted", default)).IsCanceled);
        Assert.Equal(ScanState.Queued, await scans.FindStateAsync("s2", default));
        // What was canceled can be retried as any other.
        Assert.True(await scans.RetryAsync("s1", 1, StartOf, default));
    }

    private protected async Task CheckRetentionAsync()
    {
        await using var database = Open();
        var (scans, events) = Stores(database);
        var step = await AcceptAsync(scans, "s1");
        await scans.EndAsync(step, ScanStage.Vision, Seen("can"), _time.GetUtcNow(), default);
        await scans.EndAsync(step, ScanStage.Reward, s_reward, _time.GetUtcNow(), default);
        var retention = new ScanEventRetention(database, events, _time);

        await retention.RunAsync(_ => { }, default);
        Assert.Equal("11 41 51", await NumbersAsync(events));
        _time.Advance(TimeSpan.FromHours(25));
        await retention.RunAsync(_ => { }, default);
        await retention.RunAsync(_ => { }, default);

        var left = await events.ReadAsync(ScanStore.StreamOf("s1"), 0, default);
        Assert.Equal(["snapshot", "done"], left.Select(e => e.Kind));
        Assert.Contains("petty", left[0].Data);
        // Who saw something of it before gets the end.
        Assert.Equal("done", (await events.ReadAsync(ScanStore.StreamOf("s1"), 50, default)).Single().Kind);
    }

    private protected async Task CheckImageRetentionAsync()
    {
        await using var database = Open();
        var (scans, _) = Stores(database);
        using var folder = new TempFolder();
        var objects = new FolderObjectStore(folder.Path);
        await AcceptAsync(scans, "s1");
        var (kept, orphan, cutOff) = (ImageOf("s1"), ImageOf("s2"), $"{ImageOf("s1")}.1.part");
        foreach (var key in new[] { kept, orphan, cutOff })
        {
            await objects.WriteAsync(key, new byte[] { 1 }, "image/jpeg", default);
            File.SetLastWriteTimeUtc(Path.Combine(folder.Path, key), _time.GetUtcNow().UtcDateTime);
        }

        var retention = new ScanImageRetention(database, objects, _time);
        // A scan that is just being accepted has a picture, too.
        await retention.RunAsync(_ => { }, default);
        Assert.NotNull(await objects.ReadAsync(orphan, default));

        _time.Advance(TimeSpan.FromHours(25));
        Assert.Equal("0 pictures deleted, 2 without a scan", await retention.RunAsync(_ => { }, default));
        Assert.NotNull(await objects.ReadAsync(kept, default));
        Assert.Null(await objects.ReadAsync(orphan, default));

        _time.Advance(TimeSpan.FromDays(90));
        Assert.Equal("1 pictures deleted, 0 without a scan", await retention.RunAsync(_ => { }, default));
        Assert.Null(await objects.ReadAsync(kept, default));
    }

    private static string ImageOf(string id) => ScanImageRetention.KeyOf(id, "00");

    private static SeenPicture Seen(string item) =>
        new(new Classification("금속", "캔", item, null, [], 1), "model", "m", null, false);

    private static RunStart StartOf(int attempt) => RunStart.Of("scan-s1", "ScanChain", "scan", attempt);

    private static async Task<string> NumbersAsync(EventStore events) =>
        string.Join(' ', (await events.ReadAsync(ScanStore.StreamOf("s1"), 0, default)).Select(e => e.Seq));

    private static Task<long> CountAsync(Database database, string table) => database.WithConnectionAsync(
        (DbConnection connection, CancellationToken ct) => connection.ExecuteScalarAsync<long>(
            new CommandDefinition($"SELECT COUNT(*) FROM {table}", cancellationToken: ct)),
        default);

    private static async Task<ScanStep> AcceptAsync(ScanStore scans, string id)
    {
        var start = RunStart.Of($"scan-{id}", "ScanChain", "scan", id);
        var scan = new NewScan(id, "mina", ImageOf(id), "image/jpeg", "ko", null, null, null);
        Assert.True(await scans.AcceptAsync(scan, start, default));
        Assert.False(await scans.AcceptAsync(scan, start, default));
        return new(id, 1);
    }

    private (ScanStore Scans, EventStore Events) Stores(Database database)
    {
        var signals = new EventSignals();
        var events = new EventStore(database, signals, _time);
        return (new(database, events, signals, new RunStartStore(database, _time), _time), events);
    }
}
