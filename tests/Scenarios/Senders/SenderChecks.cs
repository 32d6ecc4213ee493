using System.Diagnostics;

namespace OpsFlow.Scenarios.Senders;

/// <summary>What every sample of a sender must show, whatever its language.</summary>
internal static class SenderChecks
{
    private const string Failing = "orders/gift/prices";
    private const int Burst = 400;

    /// <summary>A report's own timeout: an answer that waited for one would take that long.</summary>
    private static readonly TimeSpan ReportTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Starts a sender that reports to a URL as a server.</summary>
    public delegate Task<SenderProcess> Start(string url, string serverName);

    /// <summary>One request fails; its error is analyzed, the fix approved and found on the remote's branch.</summary>
    public static async Task ReportsAndIsFixedAsync(
        Start start, string folder, IReadOnlyDictionary<string, string> files, string language, string? testCommand,
        string faultyFile, ITestOutputHelper output)
    {
        using var data = new TempFolder();
        await using var app = await AppProcess.StartAsync(data.Path);
        var api = new OpsFlowApi(app.Http);
        var remote = await GitRemote.CreateAsync(folder, files);
        await api.RegisterAsync(new JsonObject
        {
            ["name"] = "shop",
            ["hosts"] = new JsonArray("127.0.0.1"),
            ["repositoryUrl"] = remote.Url,
            ["branch"] = "main",
            ["approvers"] = new JsonArray("U1"),
            ["language"] = language,
            ["testCommand"] = testCommand,
        });
        await using var sender = await start(app.Http.BaseAddress!.AbsoluteUri.TrimEnd('/'), "shop");
        Assert.Equal(500, (await sender.AskAsync(Failing)).Status);
        var analysis = await Until.NotNullAsync(
            async () => (await api.Http.GetFromJsonAsync<JsonObject>("api/v1/analyses"))!["items"]!.AsArray()
                .SingleOrDefault()?.AsObject(),
            "analysis of the reported error");
        var id = analysis["id"]!.ToString();
        var shown = await api.WaitForStateAsync(id, "AwaitingApproval");
        output.WriteLine(
            $"{shown["errorType"]}: {shown["result"]!["rootCause"]}; "
            + $"{shown["verification"]?["outcome"]}: {shown["verification"]?["detail"]}");
        Assert.Equal(faultyFile, shown["result"]!["affectedFiles"]![0]!["path"]!.ToString());
        Assert.Equal(testCommand is null ? "NotConfigured" : "Proven", shown["verification"]!["outcome"]!.ToString());
        Assert.Equal("GET", shown["report"]!["requestMethod"]!.ToString());
        Assert.Equal("/orders/gift/prices", shown["report"]!["requestUrl"]!.ToString());
        await api.DecideAsync(id, "approve", shown["patchHash"]!.ToString());
        var published = await api.WaitForStateAsync(id, "Published");
        var branch = published["fixBranch"]!.ToString();
        Assert.Equal(published["fixCommit"]!.ToString(), (await remote.BranchesAsync())[branch]);
        Assert.Equal(
            shown["patch"]!["files"]!.AsArray()
                .Single()!["content"]!.ToString(), await remote.ReadAsync(branch, faultyFile));
    }

    /// <summary>
    /// OpsFlow is down, then takes reports without ever answering: neither is felt by the sender's users.
    /// </summary>
    public static async Task IsNotDelayedAsync(Start start, ITestOutputHelper output)
    {
        await using (var sender = await start($"http://127.0.0.1:{FreePort.Next()}", "shop"))
        {
            await AssertQuickAsync(sender, "down", output);
        }

        await using var silent = new SilentReceiver();
        await using (var sender = await start(silent.Url, "shop"))
        {
            var watch = Stopwatch.StartNew();
            await AssertQuickAsync(sender, "silent", output);
            await Until.TrueAsync(() => Task.FromResult(silent.Connections > 0), "connection of the sender");
            // One at a time, each until its timeout: the queue is bounded and so are the connections.
            Assert.InRange(silent.Connections, 1, 10 + (int)(watch.Elapsed / ReportTimeout));
        }
    }

    private static async Task AssertQuickAsync(SenderProcess sender, string receiver, ITestOutputHelper output)
    {
        // The first error of a process also loads code; it is not what is measured.
        await sender.AskAsync(Failing);
        var answers = new List<(int Status, TimeSpan Elapsed)>();
        foreach (var part in Enumerable.Range(0, Burst).Chunk(20))
        {
            answers.AddRange(await Task.WhenAll(part.Select(_ => sender.AskAsync(Failing))));
        }

        var times = answers.Select(a => a.Elapsed).Order().ToList();
        output.WriteLine($"{receiver}: {Burst} failing requests, slowest {times[^1].TotalMilliseconds:0} ms");
        Assert.All(answers, a => Assert.Equal(500, a.Status));
        // Few may be slow, as the machine may pause; all that wait for reports, or for room in their queue, would be.
        Assert.True(
            times[Burst * 3 / 4] < ReportTimeout,
            $"{times.Count(t => t >= ReportTimeout)} answers took as long as a report");
        Assert.Equal(200, (await sender.AskAsync("orders/full/prices")).Status);
    }
}
