using OpsFlow.Workflows.Prescriptions;
using Temporalio.Testing;

namespace OpsFlow.Activities.Tests.Prescriptions;

public sealed class PrescriptionActivitiesTests : IAsyncDisposable
{
    private const string Serial = "20260311000001";

    private readonly PharmacyBench _bench = new("2026-03-11T00:00:00Z");

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task CheckAsync_RevivedCardWhoseSourceIsAway_GoesOnWithTheCardsOfBefore()
    {
        _bench.Source.WriteOf(Serial, "와파린", "이부프로펜");
        await _bench.WatchAsync();
        var made = await _bench.AnalyzeAsync(Serial);
        Assert.True(await _bench.Store.ReviveAsync(made.Id, default));
        File.Move(_bench.Source.DatabasePath, _bench.Source.DatabasePath + ".away");

        var check = await CheckAsync(made.Id);

        Assert.Equal(PrescriptionState.Generating, check.State);
        Assert.Single(check.Cards);
        Assert.False(check.MayUpsell);
        var open = (await _bench.Store.FindAsync(made.Id, default))!;
        Assert.Equal((PrescriptionState.Generating, 1L), (open.State, open.Undecided));
        Assert.Equal(made.Cards, open.Cards);
    }

    [Fact]
    public async Task CheckAsync_CardsOfBeforeAreKnownToBeOutdated_IsTriedAgain()
    {
        _bench.Source.WriteOf(Serial, "와파린", "이부프로펜");
        await _bench.WatchAsync();
        var made = await _bench.AnalyzeAsync(Serial);
        Assert.True(await _bench.Store.ReviveAsync(made.Id, default));
        var (here, away) = (_bench.Source.DatabasePath, _bench.Source.DatabasePath + ".away");
        File.Move(here, away);
        await CheckAsync(made.Id);
        // Another attempt of the same run, after an edit was seen.
        File.Move(away, here, overwrite: true);
        _bench.Source.WriteOf(Serial, "와파린");
        Assert.True(await _bench.WatchAsync());
        Assert.Equal(2, (await _bench.AnalysesAsync(Serial)).Count);
        File.Move(here, away);

        await Assert.ThrowsAnyAsync<Exception>(() => CheckAsync(made.Id));
    }

    [Fact]
    public async Task CheckAsync_FirstCheckWhoseSourceIsAway_IsTriedAgain()
    {
        _bench.Source.WriteOf(Serial, "와파린", "이부프로펜");
        await _bench.WatchAsync();
        var waiting = Assert.Single(await _bench.AnalysesAsync(Serial));
        File.Move(_bench.Source.DatabasePath, _bench.Source.DatabasePath + ".away");

        await Assert.ThrowsAnyAsync<Exception>(() => CheckAsync(waiting.Id));

        Assert.Equal(PrescriptionState.Checking, Assert.Single(await _bench.AnalysesAsync(Serial)).State);
    }

    private Task<CheckOutcome> CheckAsync(string analysis)
    {
        var activities = _bench.CreateActivities();
        return new ActivityEnvironment().RunAsync(
            () => activities.CheckAsync(new(analysis, _bench.Time.GetUtcNow().UtcDateTime)));
    }
}
