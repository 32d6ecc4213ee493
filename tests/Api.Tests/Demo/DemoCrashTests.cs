using System.Diagnostics;
using System.Net.Sockets;

namespace OpsFlow.Api.Tests.Demo;

/// <summary>The whole pipeline in a real process that is killed again and again.</summary>
public sealed class DemoCrashTests(ITestOutputHelper output)
{
    // Each names a line of the demonstration; the process dies the moment the line appears.
    private static readonly string[] s_moments =
    [
        "OpsFlow listens", "repository", "crashed", "was posted", "Cloning", "Indexing", "Analyzing", "Validating",
        "Proven", "approved by", "Publishing", "Published (",
    ];

    // Those after which most is half done: each costs two starts of a program.
    private static readonly string[] s_weightiest =
        ["was posted", "Cloning", "Validating", "approved by", "Publishing"];

    private static string[] Moments => LongTests.Enabled ? s_moments : s_weightiest;

    [Fact]
    public async Task Demo_KilledAtEveryStep_EndsWithOneBranchOneCommitOneRecord()
    {
        using var data = new TempFolder();
        string? analysis = null;
        foreach (var moment in Moments.TakeWhile(_ => !IsDone(data.Path)))
        {
            await using var app = AppProcess.LaunchDemo(data.Path);
            await app.WaitForAsync(moment, TimeSpan.FromMinutes(5));
            await app.KillAsync();
            analysis = SameAnalysis(analysis, app);
        }

        await FinishAsync(data.Path, analysis);
    }

    [Fact]
    public async Task Demo_KilledAtRandomMoments_EndsWithOneBranchOneCommitOneRecord()
    {
        var kills = LongTests.Count(3, 200);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        output.WriteLine($"seed {seed}");
        var watch = Stopwatch.StartNew();
        var demonstrations = 0;
        for (var done = 0; done < kills; demonstrations++)
        {
            using var data = new TempFolder();
            string? analysis = null;
            for (var i = 0; i < 10 && done < kills && !IsDone(data.Path); i++, done++)
            {
                await using var app = AppProcess.LaunchDemo(data.Path);
                await app.WaitForAsync("OpsFlow listens", TimeSpan.FromMinutes(3));
                await Task.Delay(random.Next(0, 2500));
                await app.KillAsync();
                analysis = SameAnalysis(analysis, app);
            }

            await FinishAsync(data.Path, analysis);
        }

        output.WriteLine(
            $"REPORT demonstration killed at random moments: {kills} kills in {watch.Elapsed.TotalSeconds:F0} s "
            + $"(seed {seed}), {demonstrations} demonstrations, each with one branch, one commit, one record");
    }

    [Fact]
    public async Task Demo_KilledAlone_TakesTheProgramThatItStartedWithIt()
    {
        using var data = new TempFolder();
        await using var app = AppProcess.LaunchDemo(data.Path);
        Assert.True(await app.WaitForAsync("OpsFlow listens", TimeSpan.FromMinutes(3)));
        Assert.True((await app.Http.GetAsync("health/live")).IsSuccessStatusCode);
        await app.KillAsync(alone: true);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await ListensAsync(app.Http.BaseAddress!, patience.Token))
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task<bool> ListensAsync(Uri url, CancellationToken token)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(url.Host, url.Port, token);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return false;
        }
    }

    // On a busy machine a demonstration may be over before the kill: the next one would be another analysis.
    private static bool IsDone(string data)
    {
        var file = Path.Combine(data, "demo", "errors", "state.json");
        return File.Exists(file) && JsonNode.Parse(File.ReadAllText(file))!["IsDone"]!.GetValue<bool>();
    }

    private static string? SameAnalysis(string? expected, AppProcess app)
    {
        var line = app.Output.FirstOrDefault(l => l.Contains("was posted: analysis ", StringComparison.Ordinal));
        var found = line?[(line.LastIndexOf(' ') + 1)..];
        if (expected is not null && found is not null)
        {
            Assert.Equal(expected, found);
        }

        return expected ?? found;
    }

    // For each branch but the first one: how many commits are on it.
    private static async Task<IReadOnlyList<string>> CommitsOfFixesAsync(string remote)
    {
        var counts = new List<string>();
        foreach (var branch in await GitAsync(
            remote, "for-each-ref", "--format=%(refname:short)", "refs/heads/opsflow"))
        {
            counts.AddRange(await GitAsync(remote, "rev-list", "--count", $"main..{branch}"));
        }

        return counts;
    }

    private static async Task<string[]> GitAsync(string folder, params string[] arguments) =>
        (await Tool.GitAsync(folder, arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // A demonstration may also have ended between the last kill and here, well or not: so the remote is looked at
    // again.
    private async Task FinishAsync(string data, string? analysis)
    {
        if (!IsDone(data))
        {
            await using var app = AppProcess.LaunchDemo(data);
            var exitCode = await app.WaitForExitAsync(TimeSpan.FromMinutes(10));
            foreach (var line in app.Output)
            {
                output.WriteLine(line);
            }

            Assert.Equal(0, exitCode);
            SameAnalysis(analysis, app);
        }

        Assert.Equal(["1"], await CommitsOfFixesAsync(Path.Combine(data, "demo", "errors", "1", "remote.git")));
        await using var after = await AppProcess.StartAsync(data);
        var list = await after.Http.GetFromJsonAsync<JsonObject>("api/v1/analyses");
        var record = Assert.Single(list!["items"]!.AsArray());
        Assert.Equal("Published", record!["state"]!.ToString());
        var events = await after.CompletedHistoryAsync(record["id"]!.ToString());
        var completed = events.Where(e => e!["eventType"]!.ToString() == "EVENT_TYPE_ACTIVITY_TASK_COMPLETED")
            .Select(e => e!["activityTaskCompletedEventAttributes"]!["scheduledEventId"]!.ToString()).ToList();
        Assert.Equal(completed.Count, completed.Distinct().Count());
    }
}
