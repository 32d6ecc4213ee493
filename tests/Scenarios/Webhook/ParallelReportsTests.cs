using System.Diagnostics;

namespace OpsFlow.Scenarios.Webhook;

/// <summary>Many identical errors at once are one analysis and are all counted.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ParallelReportsTests(PostgresCluster postgres, ITestOutputHelper output)
{
    private const int Reports = 200;

    [Fact]
    public async Task Reports_InParallel_AreOneAnalysisAcrossARestart()
    {
        using var data = new TempFolder();
        using var folder = new TempFolder();
        string id;
        JsonObject error;
        await using (var app = await AppProcess.StartAsync(data.Path))
        {
            var api = new OpsFlowApi(app.Http);
            error = await PlainShop.RegisterAsync(api, folder.Path, "many");
            id = AssertOneAnalysis(await PostAsync(error, api), Reports);
            Assert.Equal(Reports, (await api.AnalysisAsync(id))["occurrences"]!.GetValue<int>());
            await app.KillAsync();
        }

        await using var again = await AppProcess.StartAsync(data.Path);
        var after = new OpsFlowApi(again.Http);
        var answers = await PostAsync(error, after);
        Assert.All(answers, a => Assert.Equal("deduplicated", a["status"]!.ToString()));
        Assert.All(answers, a => Assert.Equal(id, a["analysisId"]!.ToString()));
        Assert.Equal(2 * Reports, (await after.AnalysisAsync(id))["occurrences"]!.GetValue<int>());
        await AssertSingleAsync(after, id);
    }

    [RequiresFact(Counterparts.Postgres)]
    public async Task Reports_ToTwoProcessesOnPostgres_AreOneAnalysis()
    {
        using var data = new TempFolder();
        using var other = new TempFolder();
        using var folder = new TempFolder();
        // The second process uses the first one's engine, as two replicas on one cluster do.
        var port = FreePort.Next();
        var database = postgres.NewDatabase();
        await using var first = await AppProcess.StartAsync(data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_POSTGRES"] = database,
            ["OPSFLOW_TEMPORAL_PORT"] = $"{port}",
        });
        await using var second = await AppProcess.StartAsync(other.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_POSTGRES"] = database,
            ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{port}",
        });
        var (one, two) = (new OpsFlowApi(first.Http), new OpsFlowApi(second.Http));
        var error = await PlainShop.RegisterAsync(one, folder.Path, "many");
        // Each process keeps the servers in memory for a moment.
        await Until.TrueAsync(
            async () => (await two.Http.GetFromJsonAsync<JsonObject>("api/v1/servers"))!["items"]!.AsArray()
                .Count == 1, "server");
        var id = AssertOneAnalysis(await PostAsync(error, one, two), Reports);
        Assert.Equal(Reports, (await two.AnalysisAsync(id))["occurrences"]!.GetValue<int>());
        await AssertSingleAsync(one, id);

        // A follower that changes to the other process after each event, while they happen.
        var followed = FollowInTurnsAsync(id, one, two);
        var shown = await two.WaitForStateAsync(id, "AwaitingApproval");
        await two.DecideAsync(id, "reject", shown["patchHash"]!.ToString(), "no");
        var seen = await followed;
        Assert.Equal(await one.EventsAsync(id), seen);
        Assert.Equal(seen, await two.EventsAsync(id));
        Assert.Contains("Rejected", seen[^1].Data, StringComparison.Ordinal);
    }

    private static async Task<List<(long Id, string Kind, string Data)>> FollowInTurnsAsync(
        string id, params OpsFlowApi[] apis)
    {
        var seen = new List<(long Id, string Kind, string Data)>();
        for (var turn = 0; ; turn++)
        {
            long? last = seen.Count == 0 ? null : seen[^1].Id;
            if (await apis[turn % apis.Length].EventsAsync(id, last, most: 1) is not [var next, ..])
            {
                return seen;
            }

            seen.Add(next);
        }
    }

    private static string AssertOneAnalysis(IReadOnlyList<JsonObject> answers, int expected)
    {
        Assert.Equal(expected, answers.Count);
        Assert.Single(answers, a => a["status"]!.ToString() == "received");
        Assert.Equal(expected - 1, answers.Count(a => a["status"]!.ToString() == "deduplicated"));
        return Assert.Single(answers.Select(a => a["analysisId"]!.ToString()).Distinct());
    }

    private static async Task AssertSingleAsync(OpsFlowApi api, string id)
    {
        var list = await api.Http.GetFromJsonAsync<JsonObject>("api/v1/analyses");
        Assert.Equal(id, Assert.Single(list!["items"]!.AsArray())!["id"]!.ToString());
    }

    private async Task<IReadOnlyList<JsonObject>> PostAsync(JsonObject error, params OpsFlowApi[] apis)
    {
        var started = Stopwatch.GetTimestamp();
        var text = error.ToJsonString();
        var answers = await Task.WhenAll(Enumerable.Range(0, Reports).Select(
            n => Task.Run(() => apis[n % apis.Length].PostErrorAsync(JsonNode.Parse(text)!.AsObject()))));
        output.WriteLine($"{Reports} reports answered in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        return answers;
    }
}
