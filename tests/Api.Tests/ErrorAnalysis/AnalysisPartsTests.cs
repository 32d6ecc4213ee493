using System.Net;

namespace OpsFlow.Api.Tests.ErrorAnalysis;

/// <summary>What the console's pages ask for.</summary>
[Collection(AppFixture.Name)]
public sealed class AnalysisPartsTests(AppFixture fixture)
{
    private HttpClient Http => fixture.App.Http;

    [Fact]
    public async Task Lists_ByTextServerStateAndTime_HoldWhatIsAskedFor()
    {
        var server = await AddServerAsync();
        var id = await ReportAsync(server, "shop.TotalMissing", "100% of total_x is missing");
        await ReportAsync(server, "shop.Other", "another");

        Assert.Equal([id], await IdsAsync($"server={server}&q={Uri.EscapeDataString("100% OF TOTAL_X")}"));
        Assert.Equal([id], await IdsAsync($"server={server}&type=shop.TotalMissing"));
        Assert.Equal([id], await IdsAsync($"q={id[..20]}"));
        // What LIKE takes for any character is taken as it is.
        Assert.Empty(await IdsAsync($"server={server}&q={Uri.EscapeDataString("100%missing")}"));
        Assert.Equal(2, (await IdsAsync($"server={server}&since=2020-01-31")).Count);
        Assert.Empty(await IdsAsync($"server={server}&until=2020-01-31"));
        Assert.Empty(await IdsAsync($"server={server}&state=Published,Rejected"));
        var detail = await GetAsync($"api/v1/analyses/{id}");
        Assert.Equal([id], await IdsAsync($"fingerprint={detail["fingerprint"]}"));

        using var bad = await Http.GetAsync("api/v1/analyses?state=Nonsense&since=soon&cursor=x");
        var problem = (await bad.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal((HttpStatusCode.BadRequest, 3), (bad.StatusCode, problem["errors"]!.AsArray().Count));
    }

    [Fact]
    public async Task Occurrences_OfTheSameError_AreCountedByHour()
    {
        var server = await AddServerAsync();
        var id = await ReportAsync(server, "shop.Again", "again");
        Assert.Equal(id, await ReportAsync(server, "shop.Again", "again"));

        var timeline = await GetAsync($"api/v1/analyses/{id}/timeline");
        Assert.Equal(2, timeline["occurrences"]!.AsArray().Sum(o => (int)o!["count"]!));
        var listed = (await GetAsync($"api/v1/analyses?server={server}"))["items"]![0]!["occurrencesByHour"]!.AsArray();
        Assert.Equal((24, 2), (listed.Count, listed.Sum(o => (int)o!)));
    }

    [Fact]
    public async Task Parts_OfAnAnalysisWithoutACloneOrAFix_TellWhatThereIs()
    {
        var server = await AddServerAsync();
        var id = await ReportAsync(server, "shop.NoClone", "no clone");
        await Until.TrueAsync(
            async () => (await GetAsync($"api/v1/analyses/{id}"))["state"]!.ToString() == "Failed", "failure");

        var entries = (await GetAsync($"api/v1/analyses/{id}/timeline"))["entries"]!.AsArray();
        Assert.Contains(entries, e => e!["data"]!["state"]?.ToString() == "Failed" && e["at"] is not null);
        using var diff = await Http.GetAsync($"api/v1/analyses/{id}/diff");
        Assert.Equal(HttpStatusCode.NotFound, diff.StatusCode);
        Assert.Empty((await GetAsync($"api/v1/analyses/{id}/rounds"))["items"]!.AsArray());

        // The step that failed says why, and how often it was tried.
        var detail = await GetAsync($"api/v1/analyses/{id}");
        var run = $"api/v1/workflows/{detail["workflowId"]}/{detail["runId"]}";
        var steps = (await GetAsync($"{run}/steps"))["items"]!.AsArray();
        var clone = Assert.Single(steps, s => s!["type"]!.ToString() == "Clone")!;
        Assert.Equal("failed", clone["state"]!.ToString());
        Assert.Contains("/nowhere", clone["failure"]!.ToString(), StringComparison.Ordinal);
        var overview = await GetAsync("api/v1/analyses/overview");
        Assert.True((int)overview["states"]!["Failed"]! >= 1);
        Assert.NotEmpty(overview["opened"]!.AsArray());
    }

    [Fact]
    public async Task TestClone_OfAPathThatIsThereOrNot_SaysSo()
    {
        using var folder = new TempFolder();
        var repository = GitRepository.Init(Path.Combine(folder.Path, "repository"));
        repository.Commit("one");
        Assert.True((bool)(await TestAsync(repository.Folder))["cloned"]!);
        var missing = await TestAsync("/nowhere");
        Assert.False((bool)missing["cloned"]!);
        Assert.NotEmpty(missing["reason"]!.ToString());
    }

    [Fact]
    public async Task System_WithoutSlackAndModels_NamesWhatConfiguresThem()
    {
        var parts = (await GetAsync("api/v1/system"))["items"]!.AsArray()
            .ToDictionary(p => p!["name"]!.ToString(), p => p!);
        Assert.Equal(("ok", "ok"), ($"{parts["engine"]["state"]}", $"{parts["store"]["state"]}"));
        var slack = parts["slack"];
        Assert.Equal(("off", "OPSFLOW_SLACK_BOT_TOKEN"), ($"{slack["state"]}", $"{slack["variable"]}"));
        Assert.Equal(("off", "OPSFLOW_LLM_URL"), ($"{parts["models"]["state"]}", $"{parts["models"]["variable"]}"));
    }

    private async Task<JsonObject> TestAsync(string repositoryUrl)
    {
        using var added = await Http.PostAsJsonAsync("api/v1/servers", new
        {
            name = $"clone-{Guid.NewGuid():n}", hosts = new[] { "*" }, repositoryUrl,
        });
        var id = (await added.Content.ReadFromJsonAsync<JsonObject>())!["id"];
        using var tested = await Http.PostAsync(new Uri($"api/v1/servers/{id}/test-clone", UriKind.Relative), null);
        return (await tested.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private async Task<JsonObject> GetAsync(string path) => (await Http.GetFromJsonAsync<JsonObject>(path))!;

    private async Task<List<string>> IdsAsync(string query) =>
        [.. (await GetAsync($"api/v1/analyses?{query}"))["items"]!.AsArray().Select(a => a!["id"]!.ToString())];

    private async Task<string> AddServerAsync()
    {
        var name = $"parts-{Guid.NewGuid():n}";
        using var added = await Http.PostAsJsonAsync("api/v1/servers", new
        {
            name, hosts = new[] { "*" }, repositoryUrl = "/nowhere",
        });
        added.EnsureSuccessStatusCode();
        return name;
    }

    private async Task<string> ReportAsync(string server, string errorType, string message)
    {
        using var response = await Http.PostAsJsonAsync("api/v1/webhook/error", new
        {
            serverName = server, serverIp = "127.0.0.1", errorType, message,
            stackTrace = $"{errorType}: {message}\n\tat shop.{errorType[5..]}.find(Orders.java:7)\n",
        });
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["analysisId"]!.ToString();
    }
}
