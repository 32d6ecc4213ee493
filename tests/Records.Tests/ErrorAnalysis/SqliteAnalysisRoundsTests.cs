using Dapper;
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

    // Who takes a place on the stream of all holds it to the commit: another replica's group that has it and waits for
    // a row of this one would wait in a circle. Each row notes how many notices there were when it was written.
    [Fact]
    public async Task AcceptAsync_ManyAtOnce_TellsOfThemAfterAllRowsOfTheirGroup()
    {
        const int reports = 100;
        await using var database = OpenOne()(null);
        await database.MigrateAsync(default);
        await database.ExecuteAsync(
            """
            CREATE TABLE seen (notices INTEGER);
            CREATE TRIGGER opened AFTER INSERT ON analyses BEGIN
                INSERT INTO seen SELECT COUNT(*) FROM events WHERE stream = 'analyses';
            END;
            CREATE TRIGGER counted AFTER UPDATE OF occurrences ON analyses BEGIN
                INSERT INTO seen SELECT COUNT(*) FROM events WHERE stream = 'analyses';
            END;
            """,
            null,
            default);
        var store = Store(database);

        foreach (var isNew in new[] { true, false })
        {
            await database.ExecuteAsync("DELETE FROM seen", null, default);
            var taken = await Task.WhenAll(
                Enumerable.Range(0, reports).Select(i => ReportAsync(store, null, fingerprint: $"f{i}")));

            Assert.All(taken, report => Assert.Equal(isNew, report.IsNew));
            Assert.InRange(await CountAsync("SELECT COUNT(DISTINCT notices) FROM seen"), 1, reports - 1);
        }

        Assert.Equal(2 * reports, await CountAsync("SELECT COUNT(*) FROM events WHERE stream = 'analyses'"));

        Task<long> CountAsync(string sql) => database.WithConnectionAsync(
            (connection, _) => connection.ExecuteScalarAsync<long>(sql), default);
    }

    private protected override Func<IReadOnlyList<Migration>?, Database> OpenOne() => migrations => new(
        new StoreOptions { DataFolder = Folder.Path, PostgresConnectionString = null }, TimeProvider.System,
        migrations);
}
