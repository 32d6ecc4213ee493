using OpsFlow.Activities.ScanChain;
using OpsFlow.Domain.Waste.Rewards;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ScanChain;
using OpsFlow.Records.Waste;
using OpsFlow.Workflows.ScanChain;
using Temporalio.Exceptions;
using Temporalio.Testing;

namespace OpsFlow.Activities.Tests.ScanChain;

public sealed class ScanChainActivitiesTests
{
    [Fact]
    public async Task MatchRuleAsync_SituationThatTurnsTheClass_IsAnsweredAndNotRewarded()
    {
        using var folder = new TempFolder();
        await using var database = new Database(
            new StoreOptions { DataFolder = folder.Path, PostgresConnectionString = null }, TimeProvider.System);
        var (signals, time) = (new EventSignals(), TimeProvider.System);
        var scans = new ScanStore(database, new(database, signals, time), signals, new(database, time), time);
        await scans.AcceptAsync(
            new("s1", "mina", "scans/s1.jpg", "image/jpeg", "ko", null, null, null),
            RunStart.Of(ScanChainWorkflow.IdOf("s1"), "ScanChain", "scan", "s1"), default);
        var step = new ScanStep("s1", 1);
        var seen = new SeenPicture(
            new("종이", "골판지", "피자 상자", null, ["기름 묻음"], 0.95), "model", "m", null, NeedsInput: false);
        await scans.EndAsync(step, ScanStage.Vision, seen, time.GetUtcNow(), default);
        var library = new WasteLibrary(CatalogFiles.Shipped, CatalogFiles.Read(CatalogFiles.Shipped).Catalog);
        // The rest has no part in it.
        var activities = new ScanChainActivities(
            scans, null!, null!, null!, library, new RewardRules(), null!, time);
        var environment = new ActivityEnvironment();

        await environment.RunAsync(() => activities.MatchRuleAsync(step));
        var reward = await environment.RunAsync(() => activities.DecideRewardAsync(step));

        var rule = (await scans.FoundAsync<FoundRule>("s1", $"{ScanStage.Rule}", default))!.Match!;
        Assert.Equal("일반쓰레기", rule.Class);
        Assert.Null(rule.Subclass);
        Assert.False(reward.IsRewarded);
        var told = await scans.FoundAsync<GrantedReward>("s1", $"{ScanStage.Reward}", default);
        Assert.Equal("종이로 분류했지만 일반쓰레기에 속합니다.", told!.Reason);
        Assert.Equal(ScanState.Done, await scans.FindStateAsync("s1", default));
    }

    [Fact]
    public async Task ClassifyAsync_ScanThatWasCanceledBeforeItsRunBegan_RefusesAndAsksNobody()
    {
        using var folder = new TempFolder();
        await using var database = new Database(
            new StoreOptions { DataFolder = folder.Path, PostgresConnectionString = null }, TimeProvider.System);
        var (signals, time) = (new EventSignals(), TimeProvider.System);
        var scans = new ScanStore(database, new(database, signals, time), signals, new(database, time), time);
        await scans.AcceptAsync(
            new("s1", "mina", "scans/s1.jpg", "image/jpeg", "ko", null, null, null),
            RunStart.Of(ScanChainWorkflow.IdOf("s1"), "ScanChain", "scan", "s1"), default);
        Assert.True((await scans.WithdrawAsync("s1", 1, "not wanted", default)).IsCanceled);
        // None of them has a part in it.
        var activities = new ScanChainActivities(
            scans, null!, new PictureReader(null!, null!, null!, null!), null!, null!, null!, null!, time);

        var refusal = await Assert.ThrowsAsync<ApplicationFailureException>(
            () => new ActivityEnvironment().RunAsync(() => activities.ClassifyAsync(new("s1", 1))));

        Assert.Equal("Over", refusal.ErrorType);
        Assert.True(refusal.NonRetryable);
        Assert.Equal(ScanState.Canceled, await scans.FindStateAsync("s1", default));
    }
}
