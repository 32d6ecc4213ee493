using System.Text.RegularExpressions;

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
}
