using System.Diagnostics;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Api.Tests.ScanChain;

/// <summary>
/// The program is killed again and again under running scans: nothing is lost and nothing rewarded twice.
/// </summary>
public sealed class ScanCrashTests(ITestOutputHelper output)
{
    private const int Scans = 100;

    private static readonly string[] s_numbers = ["10", "11", "20", "21", "30", "31", "40", "41", "51"];

    [Fact]
    public async Task Scans_ProgramKilledUnderThem_EndWithOneRewardEach()
    {
        var kills = LongTests.Count(2, 500);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        output.WriteLine($"seed {seed}");
        var watch = Stopwatch.StartNew();
        await using var model = await ModelServerHost.StartAsync(new()
        {
            Rules =
            [
                ScanApp.Vision() with { MedianMs = 400, P99Ms = 1500 },
                ScanApp.Answer() with { MedianMs = 300, P99Ms = 1500 },
            ],
        });
        for (var done = 0; done < kills; done += 10)
        {
            await RunAsync(model, random, Math.Min(10, kills - done));
        }

        output.WriteLine(
            $"REPORT scans under kills: {kills} kills of the whole program in {watch.Elapsed.TotalSeconds:F0} s "
            + $"(seed {seed}), {Scans} scans a round, each with one reward and every event once");
    }

    private static async Task RunAsync(ModelServerHost model, Random random, int kills)
    {
        using var data = new TempFolder();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        var environment = ScanApp.With(model);
        var app = await AppProcess.StartAsync(data.Path, environment);
        var ids = new List<string>();
        for (var i = 0; i < kills; i++)
        {
            for (var k = 0; k < Scans / kills; k++)
            {
                ids.Add(await app.Http.ScanAsync($"scan-{ids.Count}"));
            }

            await Task.Delay(random.Next(50, 2500), patience.Token);
            await app.DisposeAsync();
            app = await AppProcess.StartAsync(data.Path, environment);
        }

        await using var last = app;
        foreach (var id in ids)
        {
            await last.Http.UntilSavedAsync(id);
            Assert.Equal([.. s_numbers, null], (await last.Http.EventsAsync(id)).Select(e => e.Id));
        }

        var points = await last.Http.GetFromJsonAsync<JsonObject>("api/v1/users/me/points", patience.Token);
        Assert.Equal(ids.Count, points!["scans"]!.GetValue<int>());
        Assert.Equal(ids.Count * 10, points["total"]!.GetValue<int>());
        var owned = await last.Http.GetFromJsonAsync<JsonObject>("api/v1/users/me/characters", patience.Token);
        Assert.Single(owned!["items"]!.AsArray(), o => o!["scanId"] is not null);
    }
}
