using System.Net;

namespace OpsFlow.Api.Tests.ErrorAnalysis;

public sealed class ReportWhileEngineIsAwayTests
{
    [Fact]
    public async Task Report_EngineAwayAndProcessKilled_IsStartedWhenBothAreBack()
    {
        using var folder = new TempFolder();
        using var other = new TempFolder();
        var port = FreePort.Next();
        var ofEngine = new Dictionary<string, string>
        {
            ["OPSFLOW_WORKERS"] = "false",
            ["OPSFLOW_TEMPORAL_PORT"] = $"{port}",
        };
        var ofApp = new Dictionary<string, string>
        {
            ["OPSFLOW_WORKERS"] = "false",
            ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{port}",
        };
        string id;
        await using (var engine = await AppProcess.StartAsync(folder.Path, ofEngine))
        {
            await using var app = await AppProcess.StartAsync(other.Path, ofApp);
            using var added = await app.Http.PostAsJsonAsync(
                "api/v1/servers", new { name = "shop", hosts = new[] { "*" }, repositoryUrl = "/nonexistent" });
            Assert.Equal(HttpStatusCode.Created, added.StatusCode);
            await engine.KillAsync();

            using var answer = await app.Http.PostAsJsonAsync(
                "api/v1/webhook/error", new { serverName = "shop", errorType = "E", serverIp = "10.0.0.1" });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            id = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["analysisId"]!.ToString();
            await app.KillAsync();
        }

        await using var engineAgain = await AppProcess.StartAsync(folder.Path, ofEngine);
        await using var appAgain = await AppProcess.StartAsync(other.Path, ofApp);
        await Until.TrueAsync(
            async () => (await appAgain.Http.GetAsync($"api/v1/analyses/{id}/history")).IsSuccessStatusCode, "run");
    }
}
