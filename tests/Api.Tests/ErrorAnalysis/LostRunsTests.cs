using System.Net;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;

namespace OpsFlow.Api.Tests.ErrorAnalysis;

public sealed class LostRunsTests(ITestOutputHelper output)
{
    private const string Unknown = "This Temporal cluster does not know the run.";

    [Fact]
    public async Task Record_RunTerminatedOrUnknownToTheCluster_SaysSoAndIsBegunAnew()
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
            await HasRunAsync(app, terminated);
            await HasRunAsync(app, lost);
            await handle.TerminateAsync("wrong server");

            Assert.Equal("The run was terminated: wrong server", await FailureAsync(app, terminated));
            using var korean = new HttpRequestMessage(HttpMethod.Get, $"api/v1/analyses/{terminated}");
            korean.Headers.AcceptLanguage.ParseAdd("ko");
            using var inKorean = await app.Http.SendAsync(korean);
            Assert.Equal(
                "실행이 강제로 종료되었습니다: wrong server",
                (await inKorean.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.ToString());
            Assert.NotEqual(terminated, await ReportAsync(app, "TypeOfOne"));
            await app.KillAsync();
        }

        foreach (var file in Directory.GetFiles(folder.Path, "temporal.db*"))
        {
            File.Delete(file);
        }

        string anew;
        await using (var again = await AppProcess.StartAsync(folder.Path, environment))
        {
            Assert.Equal(Unknown, await FailureAsync(again, lost));
            anew = await ReportAsync(again, "TypeOfOther");
            Assert.NotEqual(lost, anew);
            Assert.Equal(anew, await ReportAsync(again, "TypeOfOther"));
            await RetryAsync(again, terminated);
            await RetryAsync(again, lost);
            await HasRunAsync(again, anew);
            await again.KillAsync();
        }

        if (Counterparts.ReasonToSkip(Counterparts.OfficialServer) is { } reason)
        {
            output.WriteLine($"The switch to the official server is left out: {reason}");
        }
        else
        {
            await CheckOtherClusterAsync(folder.Path, environment, anew);
        }
    }

    // Another cluster knows none of the runs.
    private static async Task CheckOtherClusterAsync(
        string data, Dictionary<string, string> environment, string open)
    {
        using var folder = new TempFolder();
        await using var server = await OfficialServer.StartAsync(folder.Path);
        await using var app = await AppProcess.StartAsync(
            data, new Dictionary<string, string>(environment) { ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{server.Port}" });
        Assert.Equal(Unknown, await FailureAsync(app, open));
        Assert.NotEqual(open, await ReportAsync(app, "TypeOfOther"));
        await RetryAsync(app, open);
        var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{server.Port}"));
        var retried = await client.GetWorkflowHandle($"error-analysis-{open}").DescribeAsync();
        Assert.Equal(WorkflowExecutionStatus.Running, retried.Status);
    }

    private static async Task RetryAsync(AppProcess app, string id)
    {
        using var retried = await app.Http.PostAsync($"api/v1/analyses/{id}/retry", null);
        Assert.Equal(HttpStatusCode.Accepted, retried.StatusCode);
        await HasRunAsync(app, id);
    }

    private static Task HasRunAsync(AppProcess app, string id) => Until.TrueAsync(
        async () => (await app.Http.GetAsync($"api/v1/analyses/{id}/history")).IsSuccessStatusCode, "run");

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
