using System.Net;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Api.Tests.ScanChain;

/// <summary>Scans with a scripted model, through the real interface.</summary>
public sealed class ScanTests
{
    private static readonly string[] s_numbers = ["10", "11", "20", "21", "30", "31", "40", "41", "51"];

    [Fact]
    public async Task Scan_ModelThatSees_IsAnsweredByTheRulesAndRewardedOnce()
    {
        await using var model = await ModelServerHost.StartAsync(
            new() { Rules = [ScanApp.Vision(), ScanApp.Answer()] });
        using var data = new TempFolder();
        await using var app = await AppProcess.StartAsync(data.Path, ScanApp.With(model));
        var http = app.Http;

        var id = await http.ScanAsync("one");
        Assert.Equal([.. s_numbers, null], (await http.EventsAsync(id)).Select(e => e.Id));
        var scan = await http.UntilSavedAsync(id);

        // What the model wrote of class, points and gold is not taken; its words for a rule that holds are.
        var answer = scan["answer"]!;
        Assert.Equal("플라스틱", answer["category"]!.ToString());
        Assert.True(answer["recyclable"]!.GetValue<bool>());
        Assert.Equal(10, answer["rewardPoints"]!.GetValue<int>());
        Assert.Equal("투명한 병이에요.", answer["explanation"]!.ToString());
        var instructions = answer["instructions"]!.AsArray();
        Assert.Equal("헹궈 주세요!", instructions[0]!["text"]!.ToString());
        Assert.All(instructions, i => Assert.NotEmpty(i!["sources"]!.AsArray()));
        Assert.DoesNotContain(instructions, i => i!["rule"]!.ToString() == "item:gold");
        Assert.Equal("페티", scan["reward"]!["character"]!["name"]!.ToString());

        // The same request is the same scan; others give points, but the character only once.
        Assert.Equal(id, await http.ScanAsync("one"));
        using (var other = await http.SendScanAsync(ScanApp.Picture, "one", "another hint"))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
            Assert.Equal(
                "idempotency_mismatch", (await other.Content.ReadFromJsonAsync<JsonObject>())!["code"]!.ToString());
        }

        var second = await http.ScanAsync("two");
        Assert.NotEqual(id, second);
        await http.UntilSavedAsync(second);
        var points = await http.GetFromJsonAsync<JsonObject>("api/v1/users/me/points");
        Assert.Equal((20, 2), (points!["total"]!.GetValue<int>(), points["scans"]!.GetValue<int>()));
        var owned = (await http.GetFromJsonAsync<JsonObject>("api/v1/users/me/characters"))!["items"]!.AsArray();
        Assert.Equal(["eco", "petty"], owned.Select(o => o!["character"]!["id"]!.ToString()));
        Assert.Equal(2, model.Calls.Count(c => c.Use == "vision"));
        Assert.Equal(2, model.Calls.Count(c => c.Use == "answer"));
        await CheckSearchAttributesAsync(http, id);
    }

    [Fact]
    public async Task Retry_AnswerFailed_GoesOnThereWithoutPayingForTheVisionAgain()
    {
        var port = FreePort.Next();
        var model = await ModelServerHost.StartAsync(
            new() { ApiKey = null, Models = [ScanApp.Model], Rules = [ScanApp.Vision()] }, port);
        using var data = new TempFolder();
        var environment = ScanApp.With(model);
        environment["OPSFLOW_MODELS_FILE"] = data.Write("models.yaml", $$"""
            default: none
            models:
              eyes: { model: scripted-1, endpoint: "{{model.Endpoint}}", capabilities: [vision] }
              words: { model: words-1, endpoint: "{{model.Endpoint}}" }
            roles: { vision: eyes, reasoner: words }
            """);
        await using var app = await AppProcess.StartAsync(data.Path, environment);

        // The model for the words is not known there: refused, and not tried again.
        var id = await app.Http.ScanAsync();
        var failed = await app.Http.UntilAsync(id, "Failed");
        Assert.Contains("words-1", failed["detail"]!.ToString());
        Assert.Null(failed["reward"]);
        Assert.Equal(["10", "11", "20", "21", "30", "52", null], (await app.Http.EventsAsync(id)).Select(e => e.Id));
        Assert.Single(model.Calls, c => c.Use == "vision");
        await model.DisposeAsync();

        await using var better = await ModelServerHost.StartAsync(
            new() { Models = [ScanApp.Model, "words-1"], Rules = [ScanApp.Vision(), ScanApp.Answer()] }, port);
        var listed = await app.Http.GetFromJsonAsync<JsonObject>("api/v1/runs?state=failed&pipeline=scan-chain");
        Assert.Equal(id, Assert.Single(listed!["runs"]!.AsArray())!["id"]!.ToString());
        using var retried = await app.Http.PostAsync($"api/v1/runs/scan-chain/{id}/retry", null);
        Assert.Equal(HttpStatusCode.Accepted, retried.StatusCode);
        Assert.Equal("Answer", (await retried.Content.ReadFromJsonAsync<JsonObject>())!["step"]!.ToString());
        await app.Http.UntilSavedAsync(id);

        Assert.DoesNotContain(better.Calls, c => c.Use == "vision");
        Assert.Single(better.Calls, c => c.Use == "answer");
        Assert.Equal(
            ["105", "130", "131", "140", "141", "151", null],
            (await app.Http.EventsAsync(id, "52")).Select(e => e.Id));
        using var again = await app.Http.PostAsync($"api/v1/scans/{id}/retry", null);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Theory]
    [InlineData("""{"category":"금속","subcategory":"캔","item":"캔","material":"알루""", "cut off")]
    [InlineData("I'm sorry, I can't identify items in this image.", "a refusal")]
    [InlineData("""{"category":"플라스택","subcategory":"PET","item":"물병","confidence":0.9}""", "no such class")]
    [InlineData("""{"category":"금속","subcategory":"캔","item":"캔","confidence":0.31}""", "not sure")]
    public async Task Scan_ModelThatIsOfNoUse_AsksAndTakesTheLabelOnce(string output, string because)
    {
        await using var model = await ModelServerHost.StartAsync(
            new() { Rules = [ScanApp.Vision(output), ScanApp.Answer()] });
        using var data = new TempFolder();
        await using var app = await AppProcess.StartAsync(data.Path, ScanApp.With(model));
        var http = app.Http;

        var id = await http.ScanAsync();
        await http.UntilAsync(id, "NeedsInput");
        using (var unknown = await http.PostAsJsonAsync($"api/v1/scans/{id}/label", new { label = "quux blorp" }))
        {
            Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        }

        using (var label = await http.PostAsJsonAsync($"api/v1/scans/{id}/label", new { label = "맥주캔" }))
        {
            Assert.Equal(HttpStatusCode.OK, label.StatusCode);
        }

        var scan = await http.UntilSavedAsync(id);
        using var late = await http.PostAsJsonAsync($"api/v1/scans/{id}/label", new { label = "유리병" });
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal("금속", scan["answer"]!["category"]!.ToString());
        Assert.Equal("캔디캔", scan["reward"]!["character"]!["name"]!.ToString());
        Assert.Equal(
            ["10", "11", "12", "13", .. s_numbers[2..], null], (await http.EventsAsync(id)).Select(e => e.Id));
        Assert.NotEmpty(because);
    }

    [Fact]
    public async Task Scan_WithoutModel_TakesTheHintAndCancelsWhatAsks()
    {
        using var data = new TempFolder();
        await using var app = await AppProcess.StartAsync(
            data.Path, new Dictionary<string, string> { ["OPSFLOW_TEMPORAL_PORT"] = "0" });
        var http = app.Http;

        var hinted = await http.ScanAsync(hint: "건전지");
        var scan = await http.UntilSavedAsync(hinted);
        Assert.Equal("유해", scan["answer"]!["category"]!.ToString());
        Assert.Contains("섞지 말고", scan["answer"]!["instructions"]![0]!["text"]!.ToString());

        var asking = await http.ScanAsync();
        await http.UntilAsync(asking, "NeedsInput");
        using var canceled = await http.DeleteAsync($"api/v1/scans/{asking}");
        Assert.Equal(HttpStatusCode.Accepted, canceled.StatusCode);
        await http.UntilAsync(asking, "Canceled");
        Assert.Equal(["10", "11", "12", "53", null], (await http.EventsAsync(asking)).Select(e => e.Id));
    }

    private static async Task CheckSearchAttributesAsync(HttpClient http, string id)
    {
        var page = await http.GetFromJsonAsync<JsonObject>("api/v1/workflows");
        Assert.Contains(page!["items"]!.AsArray(), w => w!.ToJsonString().Contains($"scan-{id}"));
    }
}
