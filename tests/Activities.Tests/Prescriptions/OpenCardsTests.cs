using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Activities.Tests.Prescriptions;

public sealed class OpenCardsTests : IAsyncDisposable
{
    private const string Serial = "20260311000001";

    // Nine in the morning in Seoul.
    private readonly PharmacyBench _bench = new("2026-03-11T00:00:00Z");

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task WatchAsync_OpenCardWhosePrescriptionIsDeleted_IsNoticedThoughNobodyAsks()
    {
        _bench.Source.WriteOf(Serial, "와파린", "이부프로펜");
        Assert.True(await _bench.WatchAsync());
        await _bench.AnalyzeAsync(Serial);
        Assert.False(await _bench.WatchAsync());
        Assert.Single(await _bench.AnalysesAsync(Serial));

        _bench.Source.Delete(Serial);
        _bench.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.True(await _bench.WatchAsync());
        Assert.Equal(
            [PrescriptionState.Success, PrescriptionState.Queued],
            (await _bench.AnalysesAsync(Serial)).Select(r => r.State));
        Assert.True(await _bench.WatchAsync());
        Assert.Equal(2, (await _bench.AnalysesAsync(Serial)).Count);
    }

    [Fact]
    public async Task WatchAsync_OpenCardWhoseRunIsGone_WaitsForAnotherRun()
    {
        _bench.Source.WriteOf(Serial, "와파린", "이부프로펜");
        await _bench.WatchAsync();
        var analysis = await _bench.AnalyzeAsync(Serial);
        _bench.Runs.Gone.Add(analysis.Id);
        _bench.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.True(await _bench.WatchAsync());

        var waiting = Assert.Single(await _bench.AnalysesAsync(Serial));
        Assert.Equal((PrescriptionState.Queued, 1L), (waiting.State, waiting.Undecided));
        Assert.Equal(analysis.CardAt, waiting.CardAt);
        await _bench.AnalyzeAsync(Serial);
    }

    [Fact]
    public async Task WatchAsync_ManyOpenCards_LooksAtAFewAndGoesOnThere()
    {
        foreach (var analysis in await AnalyzeAsync(7))
        {
            _bench.Runs.Gone.Add(analysis);
        }

        Assert.True(await _bench.WatchAsync());
        Assert.Equal(5, _bench.Runs.Asked.Count);
        Assert.True(await _bench.WatchAsync());
        Assert.Equal(_bench.Runs.Gone.Order(), _bench.Runs.Asked.Order());
    }

    [Fact]
    public async Task WatchAsync_TemporalDoesNotAnswer_IsAskedOnceAndTheSourceIsNotAway()
    {
        await AnalyzeAsync(3);
        _bench.Runs.AreAway = true;

        Assert.False(await _bench.WatchAsync());

        Assert.Single(_bench.Runs.Asked.Distinct());
        Assert.Null((await _bench.Store.FindWatchAsync(TestPharmacy.Id, default))!.AwaySince);

        _bench.Runs.AreAway = false;
        _bench.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(await _bench.WatchAsync());
        Assert.Equal(3, _bench.Runs.Asked.Distinct().Count());
    }

    private async Task<IReadOnlyList<string>> AnalyzeAsync(int count)
    {
        var serials = Enumerable.Range(1, count).Select(i => $"2026031100000{i}").ToList();
        _bench.Source.WriteAll(serials, "와파린", "이부프로펜");
        Assert.True(await _bench.WatchAsync());
        List<string> analyses = [];
        foreach (var serial in serials)
        {
            analyses.Add((await _bench.AnalyzeAsync(serial)).Id);
        }

        return analyses;
    }
}
