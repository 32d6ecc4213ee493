using System.Net;
using Temporalio.Client;

namespace OpsFlow.Api.Tests.ErrorAnalysis;

public sealed class LostRunsTests
{
    [Fact]
    public async Task Record_RunTerminatedOrEngineDatabaseGone_SaysSoAndCanBeRetried()
    {
        using var folder = new TempFolder();
        var port = FreePort.Next();
        var environment = new Dictionary<string, string>
        {
            ["OPSFLOW_WORKERS"] = "false",
            ["OPSFLOW_TEMPORAL_PORT"] = $"{port}",
        };
        string terminated, lost;
        await using (var app = await AppProcess.StartAsync(folder.Path, environment))
        {
            using var added = await app.Http.PostAsJsonAsync(
                "api/v1/servers", new { name = "shop", hosts = new[] { "*" }, repositoryUrl = "/nonexistent" });
            Assert.Equal(HttpStatusCode.Created, added.StatusCode);
            terminated = await ReportAsync(app, "TypeOfOne");
            lost = await ReportAsync(app, "TypeOfOther");
            var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{port}"));
            var handle = client.GetWorkflowHandle($"error-analysis-{terminated}");
            await Until.TrueAsync(async () =>
                (await app.Http.GetAsync($"api/v1/analyses/{terminated}/history")).IsSuccessStatusCode
                && (await app.Http.GetAsync($"api/v1/analyses/{lost}/history")).IsSuccessStatusCode, "runs");
            await handle.TerminateAsync("wrong server");

            Assert.Equal("The run was terminated: wrong server", await FailureAsync(app, terminated));
            using var korean = new HttpRequestMessage(HttpMethod.Get, $"api/v1/analyses/{terminated}");
            korean.Headers.AcceptLanguage.ParseAdd("ko");
            using var inKorean = await app.Http.SendAsync(korean);
            Assert.Equal(
                "실행이 강제로 종료되었습니다: wrong server",
                (await inKorean.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.ToString());
            await app.KillAsync();
        }

        foreach (var file in Directory.GetFiles(folder.Path, "temporal.db*"))
        {
            File.Delete(file);
        }

        await using var again = await AppProcess.StartAsync(folder.Path, environment);
        Assert.Equal("This Temporal cluster does not know the run.", await FailureAsync(again, lost));
        foreach (var id in new[] { terminated, lost })
        {
            using var retried = await again.Http.PostAsync($"api/v1/analyses/{id}/retry", null);
            Assert.Equal(HttpStatusCode.Accepted, retried.StatusCode);
            await Until.TrueAsync(async () =>
                (await again.Http.GetAsync($"api/v1/analyses/{id}/history")).IsSuccessStatusCode, "run");
        }
    }

    private static async Task<string> ReportAsync(AppProcess app, string type)
    {
        using var answer = await app.Http.PostAsJsonAsync(
            "api/v1/webhook/error", new { serverName = "shop", errorType = type, serverIp = "10.0.0.1" });
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!["analysisId"]!.ToString();
    }

    private static async Task<string> FailureAsync(AppProcess app, string id)
    {
        JsonObject? analysis = null;
        await Until.TrueAsync(async () =>
        {
            analysis = await app.Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses/{id}");
            return analysis!["state"]!.ToString() == "Failed";
        }, "failure");
        return analysis!["detail"]!.ToString();
    }
}
