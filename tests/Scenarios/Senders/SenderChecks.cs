using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Platform.Access;

namespace OpsFlow.Scenarios.Senders;

/// <summary>What every sample of a sender must show, whatever its language.</summary>
internal static class SenderChecks
{
    private const string Failing = "orders/gift/prices";
    private const int Burst = 400;

    /// <summary>What senders are told to sign with, in the specification's own form.</summary>
    public const string Secret = "whsec_c2VjcmV0LW9mLXRoZS1zZW5kZXJz";

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
        var server = (await api.Http.GetFromJsonAsync<JsonObject>("api/v1/servers"))!["items"]![0]!;
        Assert.Equal(language == "java" ? "com.example" : "Shop", server["applicationPrefixes"]![0]!.ToString());
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

    /// <summary>
    /// A report that is refused for a while is sent again until it is taken, with the same id and the server's
    /// signature; the next one has another id.
    /// </summary>
    public static async Task IsSentAgainAsync(Start start)
    {
        await using var receiver = new RefusingReceiver(503, 429, 500);
        await using var sender = await start(receiver.Url, "shop");
        Assert.Equal(500, (await sender.AskAsync(Failing)).Status);
        await Until.TrueAsync(
            () => Task.FromResult(receiver.Requests.Any(r => r.Status == 200)), "report that is taken");
        var first = receiver.Requests.ToList();
        Assert.Equal([503, 429, 500, 200], first.Select(r => r.Status));
        AssertReport(first);

        Assert.Equal(500, (await sender.AskAsync(Failing)).Status);
        await Until.TrueAsync(() => Task.FromResult(receiver.Requests.Count > first.Count), "second report");
        Assert.Equal(2, receiver.Requests.Select(r => $"{r.Headers["webhook-id"]}").Distinct().Count());
    }

    /// <summary>What is refused for good is not sent again.</summary>
    public static async Task IsGivenUpAsync(Start start)
    {
        await using var receiver = new RefusingReceiver(400);
        await using var sender = await start(receiver.Url, "shop");
        await sender.AskAsync(Failing);
        await Until.TrueAsync(() => Task.FromResult(!receiver.Requests.IsEmpty), "report");
        await sender.AskAsync(Failing);
        await Until.TrueAsync(() => Task.FromResult(receiver.Requests.Count > 1), "second report");
        Assert.Equal(
            receiver.Requests.Count, receiver.Requests.Select(r => $"{r.Headers["webhook-id"]}").Distinct().Count());
    }

    /// <summary>The requests are of one report, each signed, and all that OpsFlow needs to know is in them.</summary>
    public static void AssertReport(IReadOnlyList<(IHeaderDictionary Headers, byte[] Body, int Status)> requests)
    {
        Assert.Single(requests.Select(r => $"{r.Headers["webhook-id"]}").Distinct());
        Assert.All(requests, r => Assert.True(
            WebhookSignature.Verify(Secret, r.Headers, r.Body, DateTimeOffset.UtcNow), "The signature is wrong."));
        var report = ReportParser.Parse(requests[0].Body, out var faults);
        Assert.Empty(faults);
        Assert.Equal(("shop", "127.0.0.1"), (report!.ServerName, report.ServerIp));
        Assert.NotEmpty(report.ErrorType);
        Assert.NotEmpty(report.StackTrace);
    }

    /// <summary>One request fails, and its error is an analysis of the product.</summary>
    public static async Task IsReportedAsync(Start start, string folder, IReadOnlyDictionary<string, string> files,
        string language, string faultyFile, ITestOutputHelper output)
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
            ["language"] = language,
            ["webhookSecret"] = Secret,
        });
        await using var sender = await start(app.Http.BaseAddress!.AbsoluteUri.TrimEnd('/'), "shop");
        Assert.Equal(500, (await sender.AskAsync(Failing)).Status);
        var shown = await Until.NotNullAsync(
            async () => (await api.Http.GetFromJsonAsync<JsonObject>("api/v1/analyses"))!["items"]!.AsArray()
                .SingleOrDefault()?.AsObject() is { } found
                && await api.AnalysisAsync(found["id"]!.ToString()) is { } analysis
                && analysis["state"]!.ToString() is "AwaitingApproval" or "NoFix"
                    ? analysis
                    : null,
            "analysis of the reported error");
        output.WriteLine($"{shown["state"]} {shown["errorType"]}: {shown["result"]!["rootCause"]}");
        Assert.Equal(faultyFile, shown["result"]!["affectedFiles"]![0]!["path"]!.ToString());
        Assert.Equal("/orders/gift/prices", shown["report"]!["requestUrl"]!.ToString());
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
