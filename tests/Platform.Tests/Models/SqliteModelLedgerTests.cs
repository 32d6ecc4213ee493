using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Tests.Models;

public sealed class SqliteModelLedgerTests : ModelLedgerTestBase
{
    [Fact]
    public Task SumAsync_SettledAndOpen_AddsWhatIsKnown() => CheckSumsAsync();

    [Fact]
    public Task TryOpenAsync_TwoProcesses_KeepToOneBudget() => CheckBudgetAsync();

    [Fact]
    public Task SettleLostAsync_DeadProcess_CountsTheReservationUntilMoreIsKnown() => CheckLostAsync();

    private protected override Database Open(TimeProvider time) =>
        new(new StoreOptions { DataFolder = Folder.Path }, time);
}
