using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpsFlow.Bench.Scan;
using OpsFlow.Samples.ModelServer;

// The averages and the tails of the older system in production: 5.16 s and 3.69 s.
const double VisionMean = 5.16, AnswerMean = 3.69;
const string Seen =
    """{"category":"플라스틱","subcategory":"PET","item":"생수병","material":"PET","condition":["라벨 있음"],"confidence":0.93}""";
const string Unsure = """{"category":"금속","subcategory":"캔","item":"캔","confidence":0.3}""";
const string Worded =
    """
    {"category":"플라스틱","subcategory":"투명PET","recyclable":true,
    "instructions":[{"text":"비우고 헹궈 주세요.","rule":"item:pet-clear-bottle"}],
    "reward_points":10,"explanation":"투명한 페트병이에요."}
    """;

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

// Nothing of an earlier run is on a server that is kept.
var run = Guid.NewGuid().ToString("n");
await using var model = await ModelServerHost.StartAsync(new ModelScript
{
    Rules =
    [
        new() { Use = "idle", Contains = IdleStreams.Doubtful, Texts = [Unsure] },
        new()
        {
            Use = "vision", Contains = "one main object", Texts = [Seen],
            MedianMs = 5060 * options.Pace, P99Ms = 8000 * options.Pace,
        },
        new()
        {
            Use = "answer", Contains = "dispose of one item", Texts = [Worded],
            MedianMs = 3460 * options.Pace, P99Ms = 8000 * options.Pace,
        },
    ],
});
var data = Directory.CreateTempSubdirectory("opsflow-bench-scan-").FullName;
await using var api = new ApiUnderTest(data, model.Endpoint, options.Quota, options.Temporal);
await api.StartAsync();
using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue })
{
    BaseAddress = api.Url, Timeout = TimeSpan.FromMinutes(30),
};
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiUnderTest.Key);
var results = new Results();
var picture = await File.ReadAllBytesAsync("samples/Demo/bottle.jpg");
var ceiling = options.Quota > 0 ? options.Quota / ((VisionMean + AnswerMean) * options.Pace) : 0;
var round = ceiling > 0 ? options.Users / ceiling : (VisionMean + AnswerMean) * options.Pace;
var seconds = options.Seconds > 0 ? options.Seconds : round;
var idle = options.Streams > 0
    ? await IdleStreams.OpenAsync(http, new ScanUser(http, picture, results), $"{run}-idle", options.Streams)
    : null;
using var stop = new CancellationTokenSource();
using var killing = new CancellationTokenSource();
var kills = options.Kill > 0 ? KillAsync() : Task.FromResult(0);
var began = Stopwatch.GetTimestamp();
if (options.IsBurst)
{
    // The first call of everything belongs to nobody's measurement.
    await new ScanUser(http, picture, results).ScanAsync($"{run}-warm-up", default);
    results.Begin();
    began = Stopwatch.GetTimestamp();
}

var users = Enumerable.Range(0, options.Users).Select(UserAsync).ToList();
if (!options.IsBurst)
{
    await Task.Delay(TimeSpan.FromSeconds(round + 10));
    results.Begin();
    began = Stopwatch.GetTimestamp();
    await Task.Delay(TimeSpan.FromSeconds(seconds));
    results.End();
    seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
    await stop.CancelAsync();
}

await Task.WhenAll(users);
if (options.IsBurst)
{
    seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
}

await killing.CancelAsync();
var killed = await kills;
if (idle is not null)
{
    Console.WriteLine(idle.Text);
    await idle.DisposeAsync();
}

var quota = options.Quota == 0 ? "none" : $"{options.Quota}";
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{options.Users} users, quota {quota}{(options.IsBurst ? ", all at once" : "")}, model times x {options.Pace}, "
        + $"{killed} kills, {(options.Temporal is null ? "the engine within" : $"Temporal at {options.Temporal}")}"));
Console.WriteLine(results.Text(options.Users, seconds, options.IsBurst ? 0 : ceiling));
var calls = model.Calls.GroupBy(c => c.Use).Select(g => $"{g.Key} {g.Count()}");
Console.WriteLine($"model calls          {string.Join(", ", calls)}");
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"processor s of Api   {api.Processor.TotalSeconds:0.0} (since its last start)"));

// The writes follow the answer: a moment is theirs.
var rows = 0;
for (var i = 0; i < 600 && rows != results.All; i++)
{
    await Task.Delay(100);
    rows = (await http.GetFromJsonAsync<JsonObject>("api/v1/users/me/points"))!["scans"]!.GetValue<int>();
}

var open = await http.GetFromJsonAsync<JsonObject>("api/v1/scans?limit=100");
var stuck = open!["items"]!.AsArray().Count(
    s => s!["status"]!.ToString() != "Done" && s["jobId"]!.ToString() != idle?.Scan);
Console.WriteLine(
    $"completed            {results.All}, rows in the ledger {rows}, streams out of order {results.OutOfOrder}, "
    + $"not done of the last hundred {stuck}");
Console.WriteLine(OlderSystem.Beside(
    options.Users, 100.0 * rows / Math.Max(1, results.All), results.Measured / seconds * 60, results.ScanP95,
    results.SubmitP95));
Directory.Delete(data, recursive: true);
return rows == results.All && results.OutOfOrder == 0 && stuck == 0 ? 0 : 1;

async Task UserAsync(int number)
{
    var user = new ScanUser(http, picture, results);
    for (var i = 0; i == 0 || (!options.IsBurst && !stop.IsCancellationRequested); i++)
    {
        await user.ScanAsync($"{run}-{number}-{i}", default);
    }
}

async Task<int> KillAsync()
{
    var count = 0;
    try
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(options.Kill), killing.Token);
            await api.KillAsync();
            await api.StartAsync();
            count++;
        }
    }
    catch (OperationCanceledException)
    {
        return count;
    }
}
