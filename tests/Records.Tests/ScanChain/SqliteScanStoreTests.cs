using OpsFlow.Platform.Store;

namespace OpsFlow.Records.Tests.ScanChain;

public sealed class SqliteScanStoreTests : ScanStoreTestBase
{
    [Fact]
    public Task Stages_RepeatedOrLate_WriteEachEventOnce() => CheckEventsOnceAsync();

    [Fact]
    public Task FoundAsync_RuleThatASituationTurned_IsReadAsItWasWritten() => CheckTurnedRuleAsync();

    [Fact]
    public Task RetryAsync_FailedScan_BeginsOnceAndTheAttemptBeforeHasNoSay() => CheckRetryAsync();

    [Fact]
    public Task WithdrawAsync_StartThatIsPendingOrMade_CancelsOnlyTheFirst() => CheckWithdrawAsync();

    [Fact]
    public Task WriteAsync_ManyTimesAtOnce_WritesOnce() => CheckWritesAsync();

    [Fact]
    public Task Redrive_ParkedWrites_AreWrittenWhenDue() => CheckRedriveAsync();

    [Fact]
    public Task Redrive_WritesThatARunLeft_AreWrittenAfterItsTime() => CheckOwedAsync();

    [Fact]
    public Task RewardGauges_RewardsMissingOrTooMany_AreCounted() => CheckRewardGaugesAsync();

    [Fact]
    public Task Redrive_DiscardedWrites_AreLeft() => CheckDiscardAsync();

    [Fact]
    public Task EventRetention_EndedScan_LeavesSnapshotAndEnd() => CheckRetentionAsync();

    [Fact]
    public Task ImageRetention_OldOrWithoutAScan_AreDeleted() => CheckImageRetentionAsync();

    private protected override Database Open() =>
        new(new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = null }, TimeProvider.System);
}
