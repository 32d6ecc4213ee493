using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Records.Tests.ErrorAnalysis;

[Collection(PostgresCollection.Name)]
public sealed class PostgresAnalysisRoundsTests(PostgresCluster cluster) : AnalysisRoundsTestBase
{
    [RequiresFact(Counterparts.Postgres)]
    public Task EventRetention_OldAnalyses_LeavesASnapshotAndTheEnd() => CheckEventRetentionAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task Keep_Twice_GivesWhatWasWrittenFirst() => CheckFirstWriterWinsAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task ChangeStateAsync_OfAnEarlierRun_ChangesNothing() => CheckEarlierRunAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task AcceptAsync_ReportsSentAgain_CountsEachOnce() => CheckResentReportsAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task ChangeStateAsync_OfTheRunBeforeAReset_ChangesNothing() => CheckReopenedAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task ListAsync_DecidedAndPublished_ShowsBoth() => CheckListAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task MigrateAsync_DatabaseOfBefore_KeepsWhatRoundsMade() => CheckOldDatabaseAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task SetPullRequestStateAsync_RepositoryWasRenamed_IsFoundByNumberAndBranch() => CheckPullRequestsAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task AcceptAsync_AnErrorOverTime_JoinsReopensAndComesBack() => CheckGroupingAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task AcceptAsync_MoreIsKnownOfTheServer_StaysTheSameError() => CheckLearnedFingerprintAsync();

    [RequiresFact(Counterparts.Postgres)]
    public Task SetDetailAsync_OfAnotherStateOrRun_ChangesNothing() => CheckOpenAndDetailAsync();

    private protected override Func<IReadOnlyList<Migration>?, Database> OpenOne()
    {
        var options = new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = cluster.NewDatabase() };
        return migrations => new(options, TimeProvider.System, migrations);
    }
}
