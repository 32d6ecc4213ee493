using System.Net;
using OpsFlow.Samples.ModelServer;
using Temporalio.Client;
using static OpsFlow.Api.Tests.Prescriptions.PrescriptionApp;

namespace OpsFlow.Api.Tests.Prescriptions;

/// <summary>Runs and processes that are ended from outside.</summary>
public sealed class PrescriptionCrashTests : IDisposable
{
    private const string Answer = """{"explanations":[{"card":"c1","text":"혈중 농도가 올라갑니다."}]}""";

    // Two cards that somebody has to decide on.
    private static readonly string[] s_names = ["심바스타틴정40밀리그램", "이트라코나졸캡슐100밀리그램", "와파린정2밀리그램", "이부프로펜정400밀리그램"];

    private readonly TempFolder _data = new();
    private readonly TempFolder _outside = new();

    public void Dispose()
    {
        _data.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public async Task Card_RunTerminatedOrEngineDatabaseGone_IsDecidedAllTheSameAndExplainedOnce()
    {
        var pharmacy = new TestPharmacy(_outside);
        await using var model = await ModelAsync(0, Answer);
        var port = $"{FreePort.Next()}";
        string terminated, lost;
        await using (var app = await StartAsync(_data, pharmacy, model, port))
        {
            terminated = (await SuccessAsync(app, pharmacy.Write(1, s_names)))["id"]!.ToString();
            lost = (await SuccessAsync(app, pharmacy.Write(2, s_names)))["id"]!.ToString();
            foreach (var id in new[] { terminated, lost })
            {
                var cards = await OpenCardsAsync(app, id);
                Assert.True(cards.Count > 1);
                Assert.Equal(HttpStatusCode.OK, await DecideAsync(app, id, cards[0]));
            }

            var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{port}"));
            await client.GetWorkflowHandle($"prescription-{terminated}").TerminateAsync("by mistake");
            await DecideAllAsync(app, terminated);
            await app.KillAsync();
        }

        foreach (var file in Directory.GetFiles(_data.Path, "temporal.db*"))
        {
            File.Delete(file);
        }

        await using var again = await StartAsync(_data, pharmacy, model, port);
        await DecideAllAsync(again, lost);
        Assert.Equal([lost, terminated], (await ItemsAsync(again)).Select(i => i["id"]!.ToString()));
        Assert.Equal(2, model.Calls.Count);
    }

    [Fact]
    public async Task Prescriptions_KilledBetweenCardAndExplanation_AllEndAndAreNeverMoreThanThree()
    {
        var kills = LongTests.Count(1, 30);
        var pharmacy = new TestPharmacy(_outside);
        // Three turns are longer than it takes until a call that died with its worker is made again: with permits given
        // out twice they would meet.
        await using var model = await ModelAsync(5_000, Answer);
        var port = $"{FreePort.Next()}";
        using var over = new CancellationTokenSource();
        var peak = PeakAsync(model, over.Token);
        var app = await StartAsync(_data, pharmacy, model, port);
        var serials = Enumerable.Range(1, 9).Select(n => pharmacy.Write(n, s_names)).ToList();
        for (var kill = 1; kill <= kills; kill++)
        {
            for (var i = 0; i < 3; i++)
            {
                serials.Add(pharmacy.Write(serials.Count + 1, s_names));
            }

            await Until.TrueAsync(
                async () => model.Active > 0
                    && (await ItemsAsync(app)).Any(i => i["state"]!.ToString() == "Generating"), "explanation");
            if (kill == 1)
            {
                // The next one learns from the records who holds a permit.
                await Until.TrueAsync(() => Task.FromResult(model.Active == 3), "three explanations");
                var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{port}"));
                await client.GetWorkflowHandle($"prescription-watch-{TestPharmacy.Id}").TerminateAsync("by mistake");
            }

            await app.DisposeAsync();
            app = await StartAsync(_data, pharmacy, model, port);
        }

        await using var last = app;
        await Until.TrueAsync(
            async () => (await ItemsAsync(last)).Count(i => i["state"]!.ToString() == "Success") == serials.Count,
            "success of all", TimeSpan.FromMinutes(LongTests.Count(4, 30)));
        await over.CancelAsync();

        Assert.Equal(3, await peak);
        var items = await ItemsAsync(last);
        Assert.Equal(serials.Order(), items.Select(i => i["serial"]!.ToString()).Order());
        Assert.All(items, i => Assert.NotNull(i["explanationStatus"]));
        // A call under way when its process was killed is made again, and no other.
        Assert.InRange(model.Calls.Count, serials.Count, serials.Count + (3 * kills));
    }

    private static async Task<int> PeakAsync(ModelServerHost model, CancellationToken over)
    {
        var peak = 0;
        while (!over.IsCancellationRequested)
        {
            peak = Math.Max(peak, model.Active);
            await Task.Delay(20, CancellationToken.None);
        }

        return peak;
    }

    // As often as it takes: the first time it is told that nobody takes it, and that somebody will in a moment.
    private static async Task DecideAllAsync(AppProcess app, string id)
    {
        foreach (var card in await OpenCardsAsync(app, id))
        {
            await Until.TrueAsync(
                async () => await DecideAsync(app, id, card) == HttpStatusCode.OK, $"decision on {card}");
        }

        Assert.Empty(await OpenCardsAsync(app, id));
        var done = (await GetAsync(app, $"api/v1/prescriptions/{id}"))["prescription"]!;
        Assert.Equal(("Success", 0), ($"{done["state"]}", (int)done["undecided"]!));
    }

    private static async Task<List<string>> OpenCardsAsync(AppProcess app, string id) =>
    [
        .. (await GetAsync(app, $"api/v1/prescriptions/{id}"))["cards"]!.AsArray()
            .Where(c => (bool)c!["needsDecision"]! && c["decision"] is null).Select(c => c!["uuid"]!.ToString()),
    ];

    private static Task<HttpStatusCode> DecideAsync(AppProcess app, string id, string card) => PostAsync(
        app, $"api/v1/prescriptions/{id}/cards/{card}/decision", new { action = "acknowledge" });
}
