using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Models;

[Collection(PostgresCollection.Name)]
public sealed class PostgresModelLedgerTests(PostgresCluster cluster) : ModelLedgerTestBase
{
    private string? _connection;

    [RequiresFact(Counterparts.Postgres)]
    public Task SumAsync_SettledAndOpen_AddsWhatIsKnown() => CheckSumsAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task TryOpenAsync_TwoProcesses_KeepToOneBudget() => CheckBudgetAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task SettleLostAsync_DeadProcess_CountsTheReservationUntilMoreIsKnown() => CheckLostAsync();

    private protected override Database Open(TimeProvider time) => new(
        new StoreOptions
        {
            DataFolder = Folder.Path,
            PostgresConnectionString = _connection ??= cluster.NewDatabase(),
        },
        time);
}
