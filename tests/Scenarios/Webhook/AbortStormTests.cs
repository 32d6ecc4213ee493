using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace OpsFlow.Scenarios.Webhook;

/// <summary>
/// Senders that hang up at any moment, while the API and the engine are killed again and again: what was acknowledged
/// is there, once, with a run.
/// </summary>
public sealed class AbortStormTests(ITestOutputHelper output)
{
    private const string Server = "storm";

    [Fact]
    public async Task Reports_OfSendersThatHangUp_WhileApiAndEngineAreKilled_AreLostAndDoubledNever()
    {
        var (reports, kills) = LongTests.Enabled ? (2000, 20) : (300, 2);
        using var data = new TempFolder();
        using var engineData = new TempFolder();
        await using var engine = Engine(engineData.Path, out var address);
        await using var api = Api(data.Path, address, out var port);
        await engine.StartAsync();
        await api.StartAsync();
        using var http = Client(port);
        await RegisterAsync(http);
        var acknowledged = new ConcurrentDictionary<string, string>();
        var random = new Random(1);
        var sending = Task.CompletedTask;
        foreach (var (kill, batch) in Enumerable.Range(0, reports).Chunk(reports / (2 * kills)).Index())
        {
            await sending;
            // Each kill falls into a batch of reports that are under way.
            sending = SendAsync(http, batch, acknowledged);
            await Task.Delay(random.Next(300));
            await (kill % 2 == 0 ? api : engine).RestartAsync();
        }

        // Not after the last senders, some of whom wait for longer than that.
        await Until.TrueAsync(
            () => HaveRunsAsync(http), "run of every open row half a minute after the last restart",
            TimeSpan.FromSeconds(30));
        await sending;
        var watch = Stopwatch.StartNew();
        var records = await Until.NotNullAsync(async () => await AllAsync(http) is var all
            && all.All(r => r["state"]!.ToString() == "Failed") ? all : null, "end of all analyses");

        output.WriteLine(
            $"REPORT abort storm: {reports} reports, {acknowledged.Count} acknowledged, {records.Count} kept; "
            + $"{kills} kills each of API and engine; every analysis over {watch.Elapsed.TotalSeconds:F0} s after");
        Assert.True(acknowledged.Count > reports / 20, "too few were acknowledged for this to mean anything");
        var ids = records.Select(r => r["id"]!.ToString()).ToHashSet();
        Assert.Empty(acknowledged.Values.Except(ids));
        Assert.All(records, r => Assert.Equal(1, (long)r["occurrences"]!));
        // Each failed by its own run, whose clone had nothing to clone: not by being found without one.
        Assert.All(records, r => Assert.Contains("Clone", r["detail"]!.ToString(), StringComparison.Ordinal));
        Assert.Equal(records.Count, records.Select(r => r["errorType"]!.ToString()).Distinct().Count());
    }

    private static async Task SendAsync(
        HttpClient http, int[] reports, ConcurrentDictionary<string, string> acknowledged)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = 16 };
        await Parallel.ForEachAsync(reports, options, async (number, _) =>
        {
            var random = new Random(number);
            // A third waits for the answer, as long as the API is there to give one.
            using var patience = new CancellationTokenSource(
                TimeSpan.FromMilliseconds(number % 3 == 0 ? 20_000 : random.NextDouble() * 30));
            var type = $"Error{number}";
            try
            {
                using var response = await http.PostAsJsonAsync(
                    "api/v1/webhook/error",
                    new { serverName = Server, serverIp = "10.0.0.1", errorType = type,
                        stackTrace = $"at a.b{number}()" },
                    patience.Token);
                if (response.IsSuccessStatusCode)
                {
                    var answer = await response.Content.ReadFromJsonAsync<JsonObject>(patience.Token);
                    acknowledged[type] = answer!["analysisId"]!.ToString();
                }
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
            {
                // Not acknowledged: it may be kept or not, but not twice.
                await Task.Delay(random.Next(100), CancellationToken.None);
            }
        });
    }

    private static async Task<bool> HaveRunsAsync(HttpClient http)
    {
        foreach (var open in (await AllAsync(http)).Where(r => r["state"]!.ToString() != "Failed"))
        {
            using var history = await http.GetAsync(
                $"api/v1/analyses/{open["id"]}/history", HttpCompletionOption.ResponseHeadersRead);
            if (!history.IsSuccessStatusCode)
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<List<JsonNode>> AllAsync(HttpClient http)
    {
        var all = new List<JsonNode>();
        var cursor = "";
        do
        {
            var page = await http.GetFromJsonAsync<JsonObject>($"api/v1/analyses?limit=100{cursor}");
            all.AddRange(page!["items"]!.AsArray().Select(i => i!));
            cursor = page["nextCursor"] is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);
        return all;
    }

    private static async Task RegisterAsync(HttpClient http)
    {
        using var response = await http.PostAsJsonAsync(
            "api/v1/servers", new { name = Server, hosts = new[] { "*" }, repositoryUrl = "/nonexistent" });
        response.EnsureSuccessStatusCode();
    }

    private static HttpClient Client(int port) => new()
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}/"),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", AppProcess.AdminKey) },
        Timeout = TimeSpan.FromMinutes(2),
    };

    private static Restartable Engine(string data, out string address)
    {
        var port = FreePort.Next();
        address = $"127.0.0.1:{port}";
        return new(port, new ServiceProcess(
            "OpsFlow.Engine", new Dictionary<string, string>(), "--port", $"{port}", "--db",
            Path.Combine(data, "temporal.db")));
    }

    private static Restartable Api(string data, string address, out int port)
    {
        port = FreePort.Next();
        return new(port, new ServiceProcess("OpsFlow.Api", new Dictionary<string, string>
        {
            ["OPSFLOW_DATA"] = data,
            ["OPSFLOW_PORT"] = $"{port}",
            ["OPSFLOW_ADMIN_KEY"] = AppProcess.AdminKey,
            ["OPSFLOW_API_RATE"] = "0",
            ["TEMPORAL_ADDRESS"] = address,
        }));
    }

    private sealed class Restartable(int port, ServiceProcess process) : IAsyncDisposable
    {
        public async Task StartAsync()
        {
            process.Start();
            await process.ListensAsync(port);
        }

        public async Task RestartAsync()
        {
            await process.DisposeAsync();
            await StartAsync();
        }

        public ValueTask DisposeAsync() => process.DisposeAsync();
    }
}
