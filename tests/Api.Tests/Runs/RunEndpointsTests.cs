using System.Net;

namespace OpsFlow.Api.Tests.Runs;

[Collection(AppFixture.Name)]
public sealed class RunEndpointsTests(AppFixture fixture)
{
    [Fact]
    public async Task Runs_FailedAnalysis_IsListedRetriedFromItsStepAndDiscarded()
    {
        using var folder = new TempFolder();
        var http = fixture.App.Http;
        var name = $"runs-{Guid.NewGuid():N}";
        using var added = await http.PostAsJsonAsync(
            "api/v1/servers", new { name, hosts = new[] { "*" }, repositoryUrl = $"{folder.Path}/gone" });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        using var reported = await http.PostAsJsonAsync(
            "api/v1/webhook/error", new { serverName = name, errorType = "TypeOfRuns", serverIp = "10.0.0.1" });
        var id = (await reported.Content.ReadFromJsonAsync<JsonObject>())!["analysisId"]!.ToString();
        await StateAsync(id, "Failed");

        var run = await ListedAsync(id);
        Assert.Equal("error-analysis", run!["pipeline"]!.ToString());
        Assert.Equal("failed", run["state"]!.ToString());
        Assert.Equal($"{name}: TypeOfRuns", run["title"]!.ToString());
        Assert.StartsWith("Clone: ", run["reason"]!.ToString(), StringComparison.Ordinal);

        Assert.Equal(id, Assert.Single(await FoundAsync(name.ToUpperInvariant()))!["id"]!.ToString());
        Assert.Empty(await FoundAsync($"{name}_"));

        var counts = (await http.GetFromJsonAsync<JsonObject>("api/v1/runs/counts"))!["items"]!.AsArray();
        Assert.Equal(
            ["chat", "error-analysis", "prescriptions", "scan-chain"],
            counts.Select(c => c!["pipeline"]!.ToString()).Order());
        // Counts may be some seconds old.
        await Until.TrueAsync(
            async () => (await http.GetFromJsonAsync<JsonObject>("api/v1/runs/counts"))!["items"]!.AsArray()
                .Single(c => c!["pipeline"]!.ToString() == "error-analysis")!["failed"]!.GetValue<long>() > 0,
            "count of the failed run");

        Assert.Equal("discarded", (await PostAsync(id, "discard", HttpStatusCode.OK))["status"]!.ToString());
        Assert.Null(await ListedAsync(id));
        await StateAsync(id, "Failed");

        // It fails again: what was put aside before is listed anew.
        Assert.Equal("Clone", (await PostAsync(id, "retry", HttpStatusCode.Accepted))["step"]!.ToString());
        await Until.TrueAsync(async () => await ListedAsync(id) is not null, "failed again");

        GitRepository.Init($"{folder.Path}/gone").Commit("first");
        Assert.Equal("Clone", (await PostAsync(id, "retry", HttpStatusCode.Accepted))["step"]!.ToString());
        await StateAsync(id, "NoFix");
        Assert.Null(await ListedAsync(id));
        await PostAsync(id, "retry", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("state=open", "state")]
    [InlineData("pipeline=none", "pipeline")]
    [InlineData("cursor=yesterday", "cursor")]
    public async Task Runs_QueryThatIsNotUnderstood_SaysWhich(string query, string field)
    {
        using var answer = await fixture.App.Http.GetAsync($"api/v1/runs?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"{field}: ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<JsonArray> FoundAsync(string text) => (await fixture.App.Http.GetFromJsonAsync<JsonObject>(
        $"api/v1/runs?pipeline=error-analysis&text={text}"))!["runs"]!.AsArray();

    private async Task<JsonNode?> ListedAsync(string id)
    {
        // In small pages, as other tests' runs fail, too.
        for (string? cursor = null; ;)
        {
            var page = (await fixture.App.Http.GetFromJsonAsync<JsonObject>(
                $"api/v1/runs?state=failed&limit=20{(cursor is null ? "" : $"&cursor={cursor}")}"))!;
            cursor = page["next"]?.ToString();
            var found = page["runs"]!.AsArray().SingleOrDefault(r => r!["id"]!.ToString() == id);
            if (found is not null || cursor is null)
            {
                return found;
            }
        }
    }

    private async Task<JsonObject> PostAsync(string id, string action, HttpStatusCode expected)
    {
        using var answer = await fixture.App.Http.PostAsync($"api/v1/runs/error-analysis/{id}/{action}", null);
        Assert.Equal(expected, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private Task StateAsync(string id, string state) => Until.TrueAsync(
        async () => (await fixture.App.Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses/{id}"))!["state"]!
            .ToString() == state,
        state);
}
