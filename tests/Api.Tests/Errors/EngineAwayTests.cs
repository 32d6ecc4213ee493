using System.Net;
using OpsFlow.Api.Tests.ScanChain;

namespace OpsFlow.Api.Tests.Errors;

public sealed class EngineAwayTests
{
    [Fact]
    public async Task Request_EngineThatWentAway_Answers503WithRetryAfter()
    {
        using var folder = new TempFolder();
        using var other = new TempFolder();
        var port = FreePort.Next();
        var noWorkers = new Dictionary<string, string> { ["OPSFLOW_WORKERS"] = "false" };
        await using var engine = await AppProcess.StartAsync(
            folder.Path, new Dictionary<string, string>(noWorkers) { ["OPSFLOW_TEMPORAL_PORT"] = $"{port}" });
        await using var app = await AppProcess.StartAsync(
            other.Path, new Dictionary<string, string>(noWorkers) { ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{port}" });
        await engine.KillAsync();

        foreach (var path in new[] { "api/v1/workflows", "health/ready" })
        {
            using var response = await app.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
            var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
            Assert.Equal("engine_unavailable", problem!["code"]!.ToString());
        }

        // What no engine knows yet needs none to be canceled.
        var scan = await app.Http.ScanAsync();
        using var canceled = await app.Http.DeleteAsync($"api/v1/scans/{scan}");
        Assert.Equal(HttpStatusCode.Accepted, canceled.StatusCode);
        Assert.Equal("Canceled", (await app.Http.GetScanAsync(scan))["status"]!.ToString());
    }
}
