using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Records.Tests.ErrorAnalysis;

public sealed class SqliteAnalysisRoundsTests : AnalysisRoundsTestBase
{
    [Fact]
    public Task EventRetention_OldAnalyses_LeavesASnapshotAndTheEnd() => CheckEventRetentionAsync();

    [Fact]
    public Task Keep_Twice_GivesWhatWasWrittenFirst() => CheckFirstWriterWinsAsync();

    [Fact]
    public Task ChangeStateAsync_OfAnEarlierRun_ChangesNothing() => CheckEarlierRunAsync();

    [Fact]
    public Task AcceptAsync_ReportsSentAgain_CountsEachOnce() => CheckResentReportsAsync();

    [Fact]
    public Task ChangeStateAsync_OfTheRunBeforeAReset_ChangesNothing() => CheckReopenedAsync();

    [Fact]
    public Task ListAsync_DecidedAndPublished_ShowsBoth() => CheckListAsync();

    [Fact]
    public Task MigrateAsync_DatabaseOfBefore_KeepsWhatRoundsMade() => CheckOldDatabaseAsync();

    [Fact]
    public Task SetPullRequestStateAsync_RepositoryWasRenamed_IsFoundByNumberAndBranch() => CheckPullRequestsAsync();

    [Fact]
    public Task AcceptAsync_AnErrorOverTime_JoinsReopensAndComesBack() => CheckGroupingAsync();

    [Fact]
    public Task AcceptAsync_MoreIsKnownOfTheServer_StaysTheSameError() => CheckLearnedFingerprintAsync();

    [Fact]
    public Task SetDetailAsync_OfAnotherStateOrRun_ChangesNothing() => CheckOpenAndDetailAsync();

    private protected override Func<IReadOnlyList<Migration>?, Database> OpenOne() => migrations => new(
        new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = null }, TimeProvider.System,
        migrations);
}
