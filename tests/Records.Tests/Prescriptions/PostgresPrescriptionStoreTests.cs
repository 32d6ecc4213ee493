using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Records.Tests.Prescriptions;

[Collection(PostgresCollection.Name)]
public sealed class PostgresPrescriptionStoreTests(PostgresCluster cluster) : PrescriptionStoreTestBase
{
    [RequiresFact(Counterparts.Postgres)]
    public Task Detect_NewEditedAndOld_AreEachOnce() => CheckDetectionAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task DetectAsync_WithdrawnOrUnreadable_IsAnalyzedOnceItIsThere() => CheckReturnAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Next_Queue_IsInOrder() => CheckQueueAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task KeepAndDecide_Twice_TheFirstCounts() => CheckRunAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task WithdrawAsync_CardsOfBefore_EndWithIt() => CheckWithdrawalAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task ReviveAsync_RunIsGone_KeepsWhatIsDecidedAndExplained() => CheckRevivalAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task CloseAsync_LaterRunIsTakenAwayToo_WaitsForAnotherEachTime() => CheckRevivalAgainAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task DetectAsync_EditOfAnotherDay_CountsWhileItIsOpen() => CheckOtherDaysAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Recheck_NewData_AsksAgainOnce() => CheckNewDataAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task RemoveNotes_UnusedOnes_AreGoneAndUsedOnesStay() => CheckNotesAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task NoteSource_AwayAndBack_IsToldOnce() => CheckSourceAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Retention_LongDecided_LeavesCountsAndWhatWaits() => CheckRetentionAsync();

    private protected override Database Open() => new(
        new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = cluster.NewDatabase() },
        TimeProvider.System);
}
