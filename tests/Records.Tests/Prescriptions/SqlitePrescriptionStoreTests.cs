using OpsFlow.Platform.Store;

namespace OpsFlow.Records.Tests.Prescriptions;

public sealed class SqlitePrescriptionStoreTests : PrescriptionStoreTestBase
{
    [Fact]
    public Task Detect_NewEditedAndOld_AreEachOnce() => CheckDetectionAsync();

    [Fact]
    public Task DetectAsync_WithdrawnOrUnreadable_IsAnalyzedOnceItIsThere() => CheckReturnAsync();

    [Fact]
    public Task Next_Queue_IsInOrder() => CheckQueueAsync();

    [Fact]
    public Task KeepAndDecide_Twice_TheFirstCounts() => CheckRunAsync();

    [Fact]
    public Task WithdrawAsync_CardsOfBefore_EndWithIt() => CheckWithdrawalAsync();

    [Fact]
    public Task ReviveAsync_RunIsGone_KeepsWhatIsDecidedAndExplained() => CheckRevivalAsync();

    [Fact]
    public Task CloseAsync_LaterRunIsTakenAwayToo_WaitsForAnotherEachTime() => CheckRevivalAgainAsync();

    [Fact]
    public Task DetectAsync_EditOfAnotherDay_CountsWhileItIsOpen() => CheckOtherDaysAsync();

    [Fact]
    public Task Recheck_NewData_AsksAgainOnce() => CheckNewDataAsync();

    [Fact]
    public Task RemoveNotes_UnusedOnes_AreGoneAndUsedOnesStay() => CheckNotesAsync();

    [Fact]
    public Task NoteSource_AwayAndBack_IsToldOnce() => CheckSourceAsync();

    [Fact]
    public Task Retention_LongDecided_LeavesCountsAndWhatWaits() => CheckRetentionAsync();

    private protected override Database Open() => new(
        new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = null }, TimeProvider.System);
}
