using OpsFlow.Activities.Prescriptions;

namespace OpsFlow.Activities.Tests.Prescriptions;

public sealed class WatchPermitsTests : IAsyncDisposable
{
    private readonly PharmacyBench _bench = new("2026-03-11T00:00:00Z");

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task ListHeldAsync_SomeAreUnderWay_AreThoseWithARun()
    {
        for (var i = 1; i <= 5; i++)
        {
            _bench.Source.WriteOf($"2026031100000{i}", "와파린", "이부프로펜");
        }

        await _bench.WatchAsync();
        await _bench.AnalyzeAsync("20260311000001");
        var held = await _bench.BeginAsync("20260311000002");
        _bench.Runs.Gone.Add((await _bench.BeginAsync("20260311000003")).Id);
        var other = await _bench.BeginAsync("20260311000004");

        var permits = await new WatchPermits(_bench.Store, _bench.Runs).ListHeldAsync(TestPharmacy.Id, default);

        Assert.Equal([held.Id, other.Id], permits.Select(p => p.AnalysisId));
        Assert.All(permits, p => Assert.Equal(DateTimeKind.Utc, p.Since.Kind));
    }
}
