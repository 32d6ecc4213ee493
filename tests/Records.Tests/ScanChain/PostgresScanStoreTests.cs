using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Records.Tests.ScanChain;

[Collection(PostgresCollection.Name)]
public sealed class PostgresScanStoreTests(PostgresCluster cluster) : ScanStoreTestBase
{
    [RequiresFact(Counterparts.Postgres)]
    public Task Stages_RepeatedOrLate_WriteEachEventOnce() => CheckEventsOnceAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task FoundAsync_RuleThatASituationTurned_IsReadAsItWasWritten() => CheckTurnedRuleAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task RetryAsync_FailedScan_BeginsOnceAndTheAttemptBeforeHasNoSay() => CheckRetryAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task WithdrawAsync_StartThatIsPendingOrMade_CancelsOnlyTheFirst() => CheckWithdrawAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task WriteAsync_ManyTimesAtOnce_WritesOnce() => CheckWritesAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Redrive_ParkedWrites_AreWrittenWhenDue() => CheckRedriveAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Redrive_WritesThatARunLeft_AreWrittenAfterItsTime() => CheckOwedAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task RewardGauges_RewardsMissingOrTooMany_AreCounted() => CheckRewardGaugesAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Redrive_DiscardedWrites_AreLeft() => CheckDiscardAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task EventRetention_EndedScan_LeavesSnapshotAndEnd() => CheckRetentionAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task ImageRetention_OldOrWithoutAScan_AreDeleted() => CheckImageRetentionAsync();

    private protected override Database Open() => new(
        new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = cluster.NewDatabase() },
        TimeProvider.System);
}
