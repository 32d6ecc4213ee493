using System.Net;
using System.Text;
using System.Text.Json;
using OpsFlow.Platform.Store;
using OpsFlow.Samples.ModelServer;
using static OpsFlow.Api.Tests.Prescriptions.PrescriptionApp;

namespace OpsFlow.Api.Tests.Prescriptions;

/// <summary>The real program, a real database of a pharmacy, a model that answers by a script.</summary>
public sealed class PrescriptionTests : IDisposable
{
    private const string Good =
        """{"explanations":[{"card":"c1","text":"혈중 농도가 올라갑니다. 처방의와 상의하십시오."}]}""";

    private readonly TempFolder _data = new();
    private readonly TempFolder _outside = new();

    public void Dispose()
    {
        _data.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public async Task Prescription_WrittenBySql_IsCheckedExplainedAndDecidedWithoutANameLeaving()
    {
        var pharmacy = new TestPharmacy(_outside);
        await using var model = await ModelAsync(0, Good);
        await using var spans = await SpanReceiver.StartAsync();
        await using var app = await StartAsync(_data, pharmacy, model, more: spans.Settings);
        var serial = pharmacy.Write(1, "심바스타틴정40밀리그램", "이트라코나졸캡슐100밀리그램");

        var item = await SuccessAsync(app, serial);
        Assert.Equal(("critical", "Given"), ($"{item["indicator"]}", $"{item["explanationStatus"]}"));
        Assert.Equal(1, (int)item["undecided"]!);
        var path = $"api/v1/prescriptions/{item["id"]}";
        var card = Assert.Single((await GetAsync(app, path))["cards"]!.AsArray())!;
        Assert.NotNull(card["explanation"]);
        Assert.Contains("버전", card["source"]!["label"]!.ToString());

        var decision = $"{path}/cards/{card["uuid"]}/decision";
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(app, decision, new { action = "override" }));
        Assert.Equal(
            HttpStatusCode.BadRequest, await PostAsync(app, decision, new { action = "override", reason = "x" }));
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await PostAsync(app, decision, new { action = "override", reason = "not-a-drug" }));
        Assert.Equal(
            HttpStatusCode.OK,
            await PostAsync(
                app, decision, new { action = "override", reason = "prescriber-confirmed", text = "전화로 확인" }));
        Assert.Equal(
            HttpStatusCode.Conflict, await PostAsync(app, decision, new { action = "acknowledge", text = "늦은 생각" }));
        using (var late = await app.Http.PostAsJsonAsync(decision, new { action = "acknowledge" }))
        {
            // The second one is told what the first one did.
            var problem = (await late.Content.ReadFromJsonAsync<JsonObject>())!;
            Assert.Equal("already_decided", $"{problem["code"]}");
            Assert.Contains("console administrator has decided", $"{problem["detail"]}", StringComparison.Ordinal);
            Assert.Equal("Override", $"{problem["decision"]!["action"]}");
        }

        await using (var database = new Database(
            new StoreOptions { DataFolder = _data.Path, PostgresConnectionString = null }, TimeProvider.System))
        {
            // What no decision says is kept nowhere.
            Assert.Equal(0, await database.ExecuteAsync(
                "DELETE FROM prescription_notes WHERE text = '늦은 생각'", null, default));
        }

        card = Assert.Single((await GetAsync(app, path))["cards"]!.AsArray())!;
        Assert.Equal("전화로 확인", card["decision"]!["note"]!.ToString());
        Assert.Equal(1, (int)(await ArrayAsync(app, "api/v1/prescriptions/overrides"))[0]!["overridden"]!);
        Assert.Equal(1, (int)(await GetAsync(app, "api/v1/prescriptions/costs"))["calls"]!);

        var board = await GetAsync(app, "api/v1/prescriptions/board");
        Assert.Equal(TestPharmacy.PatientName, board["items"]![0]!["name"]!.ToString());
        var list = await app.Http.GetStringAsync("api/v1/prescriptions");
        Assert.DoesNotContain("\"name\"", list, StringComparison.Ordinal);
        await Until.TrueAsync(
            () => Task.FromResult(spans.Received.Any(r => Holds(r, "RecordCardDecision"))), "spans of the decision");
        await app.KillAsync();
        AssertNowhere(app, model, spans);
        // A model reads Korean letters, not their numbers.
        Assert.Contains(model.Prompts, p => p.Contains("상호작용", StringComparison.Ordinal));
        Assert.DoesNotContain(model.Prompts, p => p.Contains("\\u", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prescription_NothingFound_GetsAnOwnProductSuggestedThatIsCountedApart()
    {
        const string suits = "타이레놀정500밀리그램";
        const string harms = "이트라코나졸캡슐100밀리그램";
        var pharmacy = new TestPharmacy(_outside, $"    upsell: {harms}, {suits}\n");
        var answers = new[] { harms, suits }.Select(p => $$"""{"product":"{{p}}"}""")
            .Prepend($$"""{"product":null,"considered":["{{suits}}"]}""");
        await using var model = await ModelServerHost.StartAsync(
            new ModelScript { Rules = [new() { Use = "upsell", Texts = [.. answers] }] });
        await using var app = await StartAsync(_data, pharmacy, model);

        foreach (var number in new[] { 1, 2 })
        {
            var refused = await SuggestedAsync(number);
            Assert.Null(refused["upsell"]);
            Assert.True((decimal)refused["upsellCost"]! > 0);
        }

        var taken = await SuggestedAsync(3);
        Assert.Equal(suits, taken["upsell"]!.ToString());
        Assert.Equal(0, (decimal)taken["cost"]!);

        async Task<JsonObject> SuggestedAsync(int number)
        {
            var item = await SuccessAsync(app, pharmacy.Write(number, "심바스타틴정40밀리그램"));
            return await Until.NotNullAsync(
                async () => await GetAsync(app, $"api/v1/prescriptions/{item["id"]}") is { } found
                    && found["upsellCost"] is not null ? found : null,
                "what was suggested");
        }
    }

    [Fact]
    public async Task Prescriptions_MoreThanPermits_AreNeverMoreThanThreeAtTheModelAndKeepTheirOrder()
    {
        var pharmacy = new TestPharmacy(_outside);
        await using var model = await ModelAsync(150, Good);
        await using var app = await StartAsync(_data, pharmacy, model);
        var serials = Enumerable.Range(1, 20)
            .Select(i => pharmacy.Write(i, "심바스타틴정40밀리그램", "이트라코나졸캡슐100밀리그램")).ToList();

        var peak = 0;
        using var probe = new HttpClient();
        await Until.TrueAsync(
            async () =>
            {
                var status = await probe.GetFromJsonAsync<JsonObject>(new Uri(model.Endpoint, "/status"));
                peak = Math.Max(peak, (int)status!["active_jobs"]!);
                return (await ItemsAsync(app)).Count(i => i["state"]!.ToString() == "Success") == serials.Count;
            },
            "all analyzed");

        Assert.InRange(peak, 1, 3);
        var items = await ItemsAsync(app);
        Assert.Equal(serials.Count, items.Select(i => i["serial"]!.ToString()).Distinct().Count());
        Assert.Equal(serials.Count, items.Count);
        var shown = items.OrderBy(i => i["cardAt"]!.ToString(), StringComparer.Ordinal)
            .Select(i => serials.IndexOf(i["serial"]!.ToString())).ToList();
        Assert.All(shown.Select((number, at) => Math.Abs(number - at)), distance => Assert.InRange(distance, 0, 3));
    }

    [Fact]
    public async Task Prescription_EditedDeletedOrOld_IsANewVersionWithdrawnOrStartedWhenAsked()
    {
        var pharmacy = new TestPharmacy(_outside);
        await using var app = await StartAsync(_data, pharmacy, null);
        var old = pharmacy.WriteOf(TestPharmacy.Serial(9, daysAgo: 1), "와파린정2밀리그램");
        var serial = pharmacy.Write(1, "와파린정2밀리그램", "이부프로펜정400밀리그램");
        var first = await SuccessAsync(app, serial);
        Assert.Equal(("warning", 1), ($"{first["indicator"]}", (int)first["undecided"]!));

        pharmacy.Write(1, "와파린정2밀리그램", "세픽심캡슐100밀리그램");
        await Until.TrueAsync(
            async () => (await ItemsAsync(app)).Count(i => i["serial"]!.ToString() == serial) == 2
                && (await ItemsAsync(app))[0]["state"]!.ToString() == "Success", "second version");
        var both = (await ItemsAsync(app)).Where(i => i["serial"]!.ToString() == serial).ToList();
        Assert.Equal(["Success", "Superseded"], both.Select(i => i["state"]!.ToString()));
        // What another one took the place of has not failed, and is in no column of the board.
        Assert.Null(both[1]["column"]);
        Assert.Equal("info", both[0]["indicator"]!.ToString());
        var stale = (await GetAsync(app, $"api/v1/prescriptions/{first["id"]}"))["cards"]![0]!;
        Assert.Equal(
            HttpStatusCode.Conflict,
            await PostAsync(
                app, $"api/v1/prescriptions/{first["id"]}/cards/{stale["uuid"]}/decision",
                new { action = "acknowledge" }));

        var skipped = (await ItemsAsync(app)).Single(i => i["serial"]!.ToString() == old);
        Assert.Equal("Skipped", skipped["state"]!.ToString());
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(app, "pmr/api/paai/analyze", new { pre_serial = old }));
        await SuccessAsync(app, old);
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(app, "pmr/api/paai/analyze", new { pre_serial = "1" }));
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await PostAsync(app, "api/v1/prescriptions/analyze", new { preSerial = "2026" }));

        var open = await SuccessAsync(app, pharmacy.Write(2, "와파린정2밀리그램", "이부프로펜정400밀리그램"));
        pharmacy.Delete($"{open["serial"]}");
        await PostAsync(app, "api/v1/prescriptions/analyze", new { preSerial = $"{open["serial"]}" });
        await Until.TrueAsync(
            async () => (await ItemsAsync(app)).Any(i => i["state"]!.ToString() == "Withdrawn"), "withdrawn");
        var gone = await GetAsync(app, $"api/v1/prescriptions/{open["id"]}");
        Assert.Equal(
            ("Superseded", 0), ($"{gone["prescription"]!["state"]}", (int)gone["prescription"]!["undecided"]!));
        Assert.Equal(
            HttpStatusCode.Conflict,
            await PostAsync(
                app, $"api/v1/prescriptions/{open["id"]}/cards/{gone["cards"]![0]!["uuid"]}/decision",
                new { action = "acknowledge" }));
        Assert.DoesNotContain(
            await ArrayAsync(app, "api/v1/prescriptions/board"), i => $"{i!["serial"]}" == $"{open["serial"]}");
    }

    [Fact]
    public async Task Source_Away_IsVisibleAndLosesNothing()
    {
        var pharmacy = new TestPharmacy(_outside);
        File.Move(pharmacy.DatabasePath, pharmacy.DatabasePath + ".away");
        await using var app = await StartAsync(_data, pharmacy, null);
        await Until.TrueAsync(
            async () => (await ArrayAsync(app, "api/v1/prescriptions/status"))[0]!["watch"]?["awayReason"] is not null,
            "away");

        File.Move(pharmacy.DatabasePath + ".away", pharmacy.DatabasePath);
        await SuccessAsync(app, pharmacy.Write(1, "와파린정2밀리그램"));
        Assert.Null((await ArrayAsync(app, "api/v1/prescriptions/status"))[0]!["watch"]!["awayReason"]);
    }

    [Fact]
    public async Task Model_Contradicts_TheCardsStayAndNothingOfItIsShown()
    {
        var pharmacy = new TestPharmacy(_outside);
        await using var model = await ModelAsync(
            0, """{"explanations":[{"card":"c1","text":"이 조합은 안전합니다."}]}""", "Ignore all cards.");
        await using var app = await StartAsync(_data, pharmacy, model);
        foreach (var number in new[] { 1, 2 })
        {
            var item = await SuccessAsync(app, pharmacy.Write(number, "심바스타틴정40밀리그램", "이트라코나졸캡슐100밀리그램"));

            Assert.Equal(("Discarded", "critical"), ($"{item["explanationStatus"]}", $"{item["indicator"]}"));
            var detail = await GetAsync(app, $"api/v1/prescriptions/{item["id"]}");
            Assert.Null(detail["cards"]![0]!["explanation"]);
            Assert.NotEmpty(detail["explanationReasons"]!.AsArray());
        }
    }

    // As it is, or as JSON escapes it.
    private static bool Holds(byte[] content, string text) =>
        new[] { text, JsonSerializer.Serialize(text)[1..^1] }
            .Any(t => content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(t)) >= 0);

    // Histories, records, events, ledger, logs, prompts and spans.
    private void AssertNowhere(AppProcess app, ModelServerHost model, SpanReceiver spans)
    {
        List<(string Place, byte[] Content)> places =
        [
            .. Directory.EnumerateFiles(_data.Path, "*", SearchOption.AllDirectories)
                .Select(f => (f, File.ReadAllBytes(f))),
            ("logs", Encoding.UTF8.GetBytes(string.Join('\n', app.Output))),
            ("prompts", Encoding.UTF8.GetBytes(string.Join('\n', model.Prompts))),
            .. spans.Received.Select(r => ("spans", r)),
        ];

        // The search itself works: what may be seen is found where it must be.
        foreach (var (place, text) in new[]
        {
            ("opsflow.db", "심바스타틴정40밀리그램"), ("temporal.db", "AnalysisId"), ("logs", "OpsFlow listens on"),
            ("prompts", "simvastatin"), ("spans", "CheckPrescription"),
        })
        {
            Assert.Contains(places, p => p.Place.Contains(place, StringComparison.Ordinal) && Holds(p.Content, text));
        }

        foreach (var secret in new[] { TestPharmacy.PatientName, "patient-4711" })
        {
            Assert.Empty(places.Where(p => Holds(p.Content, secret)).Select(p => $"{secret} in {p.Place}"));
        }
    }
}
