using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsFlow.Api.Tests.Streaming;

public sealed class StreamClientTests
{
    [RequiresFact("node")]
    public async Task Follow_ServerKilledAndStartedAgain_TellsEachEventOnceAndEnds()
    {
        using var folder = new TempFolder();
        var environment = new Dictionary<string, string>
        {
            ["OPSFLOW_PORT"] = $"{FreePort.Next()}",
            ["OPSFLOW_WORKERS"] = "false",
        };
        string id;
        Task<(int ExitCode, string Output, string Error)> client;
        await using (var app = await AppProcess.StartAsync(folder.Path, environment))
        {
            using var added = await app.Http.PostAsJsonAsync(
                "api/v1/servers",
                new { name = "shop", hosts = new[] { "*" }, repositoryUrl = $"{folder.Path}/gone" });
            using var answer = await app.Http.PostAsJsonAsync(
                "api/v1/webhook/error", new { serverName = "shop", errorType = "E", serverIp = "10.0.0.1" });
            id = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["analysisId"]!.ToString();
            client = Tool.TryRunAsync(
                "node",
                [
                    Path.Combine(Counterparts.RepositoryRoot, "samples", "stream-client", "stream-client.mjs"),
                    new Uri(app.Http.BaseAddress!, $"api/v1/analyses/{id}").AbsoluteUri,
                ],
                environment: ("OPSFLOW_KEY", AppProcess.AdminKey));
            await Until.TrueAsync(
                async () => Regex.IsMatch(
                    await app.Http.GetStringAsync("metrics"),
                    "^sse_active_connections{[^}]*transport=\"sse\"[^}]*} 1", RegexOptions.Multiline),
                "the client's stream");
            await app.KillAsync();
        }

        environment["OPSFLOW_WORKERS"] = "true";
        await using var again = await AppProcess.StartAsync(folder.Path, environment);
        var (exitCode, output, error) = await client;

        Assert.True(exitCode == 0, error);
        Assert.Contains("reconnecting", error, StringComparison.Ordinal);
        var events = output.Split('\n').Where(l => l.Contains("\tstate\t")).ToList();
        Assert.Contains("\"Cloning\"", events[0], StringComparison.Ordinal);
        Assert.Contains("\"Failed\"", events[^1], StringComparison.Ordinal);
        Assert.Equal(events.Distinct(), events);
    }

    // As some servers and proxies do: the stream opens, says something, and is closed in good order.
    [RequiresTheory("node")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Follow_ServerThatClosesEachStreamAtOnce_IsAskedAtMostFourTimesInTenSeconds(bool hasNews)
    {
        var asked = new ConcurrentQueue<(TimeSpan At, string Path, string Place)>();
        var clock = Stopwatch.StartNew();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        var number = 0;
        server.MapGet("/run/events", async (HttpContext http) =>
        {
            asked.Enqueue((clock.Elapsed, "events", http.Request.Headers["Last-Event-ID"].ToString()));
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("event: heartbeat\ndata: {}\n\n");
            if (hasNews)
            {
                await http.Response.WriteAsync(
                    $"id: {Interlocked.Increment(ref number)}\nevent: token\ndata: {{}}\n\n");
            }
        });
        server.MapGet("/run", () =>
        {
            asked.Enqueue((clock.Elapsed, "run", ""));
            return Results.Json(new { state = "Answer" });
        });
        await server.StartAsync();
        await using (var client = new QuietProcess(new("node",
            [
                Path.Combine(Counterparts.RepositoryRoot, "samples", "stream-client", "stream-client.mjs"),
                $"{server.Urls.First()}/run",
            ])))
        {
            // Into the time in which it looks at snapshots.
            await Until.TrueAsync(
                () => Task.FromResult(asked.Count(a => a.Path == "run") >= 3), "three snapshots");
        }

        var all = asked.ToList();
        foreach (var (at, _, _) in all)
        {
            Assert.InRange(all.Count(a => a.At >= at && a.At < at + TimeSpan.FromSeconds(10)), 1, 4);
        }

        // The place is kept, whatever becomes of the connection.
        if (hasNews)
        {
            var places = all.Where(a => a.Path == "events").Select(a => a.Place).ToList();
            Assert.Equal(["", .. Enumerable.Range(1, places.Count - 1).Select(n => $"{n}")], places);
        }
    }
}
