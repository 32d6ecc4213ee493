using OpsFlow.Records.Prescriptions;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Activities.Tests.Prescriptions;

public sealed class PrescriptionWatcherTests : IAsyncDisposable
{
    private const string Serial = "20260310000001";

    // Ten minutes before midnight in Seoul, the tenth of March.
    private readonly PharmacyBench _bench = new("2026-03-10T14:50:00Z");

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task WatchAsync_TodaysOthersAndMalformed_AreQueuedSkippedAndCounted()
    {
        _bench.Source.WriteOf("20260309000001", "와파린");
        _bench.Source.WriteOf("2026-1", "와파린");
        _bench.Source.WriteOf(Serial, "와파린", "이부프로펜");

        Assert.True(await _bench.WatchAsync());

        Assert.Equal(PrescriptionState.Queued, Assert.Single(await _bench.AnalysesAsync(Serial)).State);
        var skipped = Assert.Single(await _bench.AnalysesAsync("20260309000001"));
        Assert.Equal((PrescriptionState.Skipped, "", ""), (skipped.State, skipped.Version, skipped.Patient));
        var watch = (await _bench.Store.FindWatchAsync(TestPharmacy.Id, default))!;
        Assert.Equal((1, 1, null), (watch.Skipped, watch.Refused, watch.AwayReason));
    }

    [Fact]
    public async Task WatchAsync_SameContentByAnotherProcess_IsThereOnce()
    {
        _bench.Source.WriteOf(Serial, "와파린");
        await _bench.WatchAsync();
        await _bench.AnalyzeAsync(Serial);
        _bench.Restart();

        Assert.False(await _bench.WatchAsync());

        Assert.Single(await _bench.AnalysesAsync(Serial));
    }

    [Fact]
    public async Task WatchAsync_OpenCardEditedAfterMidnight_IsAnalyzedAgain()
    {
        _bench.Source.WriteOf(Serial, "와파린", "이부프로펜");
        await _bench.WatchAsync();
        await _bench.AnalyzeAsync(Serial);
        _bench.Time.Advance(TimeSpan.FromMinutes(20));

        _bench.Source.WriteOf(Serial, "와파린", "아세트아미노펜");
        Assert.True(await _bench.WatchAsync());

        var analyses = await _bench.AnalysesAsync(Serial);
        Assert.Equal([PrescriptionState.Success, PrescriptionState.Queued], analyses.Select(r => r.State));
        Assert.NotEqual(analyses[0].Version, analyses[1].Version);
        Assert.Equal("2026-03-10", analyses[1].Day);
    }

    [Fact]
    public async Task WatchAsync_ClosedCardEditedAfterMidnight_IsLeftAlone()
    {
        _bench.Source.WriteOf(Serial, "와파린", "이부프로펜");
        await _bench.WatchAsync();
        await _bench.AnalyzeAsync(Serial);
        Assert.Equal(1, await _bench.Store.CloseCardsAsync(long.MaxValue, "over", default));
        _bench.Time.Advance(TimeSpan.FromMinutes(20));

        _bench.Source.WriteOf(Serial, "와파린", "아세트아미노펜");

        Assert.False(await _bench.WatchAsync());
        Assert.Single(await _bench.AnalysesAsync(Serial));
    }

    [Fact]
    public async Task WatchAsync_OpenCardOfOtherData_IsCheckedAgainOnWhateverDay()
    {
        _bench.Source.WriteOf(Serial, "와파린", "이부프로펜");
        await _bench.WatchAsync();
        await _bench.AnalyzeAsync(Serial, dataVersion: "of last year");
        _bench.Time.Advance(TimeSpan.FromMinutes(20));
        _bench.Restart();

        Assert.True(await _bench.WatchAsync());

        var analyses = await _bench.AnalysesAsync(Serial);
        Assert.Equal(["2026-03-10", "2026-03-10"], analyses.Select(r => r.Day));
        Assert.Equal([PrescriptionState.Success, PrescriptionState.Queued], analyses.Select(r => r.State));
    }

    [Fact]
    public async Task WatchAsync_LineThatCannotBeRead_FailsAloneAndGoesOnWhenMended()
    {
        _bench.Source.WriteUnreadable("20260310000002", "와파린");
        _bench.Source.WriteOf(Serial, "와파린");
        Assert.True(await _bench.WatchAsync());
        Assert.Equal(
            PrescriptionState.Failed, Assert.Single(await _bench.AnalysesAsync("20260310000002")).State);
        Assert.Equal(PrescriptionState.Queued, Assert.Single(await _bench.AnalysesAsync(Serial)).State);

        _bench.Source.WriteOf("20260310000002", "와파린");
        Assert.True(await _bench.WatchAsync());
        Assert.Equal(
            [PrescriptionState.Failed, PrescriptionState.Queued],
            (await _bench.AnalysesAsync("20260310000002")).Select(r => r.State));
    }

    [Fact]
    public async Task WatchAsync_RowIsDeletedWhenItsRetentionIsOver_IsNotAnalyzedAgain()
    {
        _bench.Source.WriteOf(Serial, "와파린", "이부프로펜");
        await _bench.WatchAsync();
        await _bench.AnalyzeAsync(Serial);
        Assert.Equal(1, await _bench.Store.CloseCardsAsync(long.MaxValue, "over", default));
        // The shortest that can be set.
        var age = TimeSpan.FromDays(2);
        var retention = new PrescriptionRetention(_bench.Store, age, _bench.Time);
        _bench.Time.Advance(age);
        Assert.Equal("0 deleted", await retention.RunAsync(_ => { }, default));
        _bench.Time.Advance(TimeSpan.FromHours(12));
        Assert.Equal("1 deleted", await retention.RunAsync(_ => { }, default));
        Assert.Empty(await _bench.AnalysesAsync(Serial));

        // Read once more, as each process begins a little before where the last one was, and then edited.
        _bench.Restart();
        Assert.False(await _bench.WatchAsync());
        var listed = Assert.Single(await _bench.AnalysesAsync(Serial));
        Assert.Equal((PrescriptionState.Skipped, "", ""), (listed.State, listed.Version, listed.Patient));
        _bench.Source.WriteOf(Serial, "와파린", "아세트아미노펜");
        Assert.False(await _bench.WatchAsync());
        Assert.Single(await _bench.AnalysesAsync(Serial));
    }

    [Fact]
    public async Task WatchAsync_SourceIsAway_IsNotedUntilItIsBack()
    {
        var away = _bench.Source.DatabasePath + ".away";
        File.Move(_bench.Source.DatabasePath, away);
        Assert.False(await _bench.WatchAsync());
        Assert.NotNull((await _bench.Store.FindWatchAsync(TestPharmacy.Id, default))!.AwaySince);

        File.Move(away, _bench.Source.DatabasePath);
        _bench.Source.WriteOf(Serial, "와파린");

        Assert.True(await _bench.WatchAsync());
        Assert.Null((await _bench.Store.FindWatchAsync(TestPharmacy.Id, default))!.AwaySince);
    }
}
