using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpsFlow.Api.Tests;
using OpsFlow.Scenarios.Support;
using Xunit.Abstractions;

namespace OpsFlow.Scenarios.Official;

/// <summary>The demonstration on the official server, and its history replayed.</summary>
public sealed class OfficialServerTests(ITestOutputHelper output)
{
    private static string Worker => Path.Combine(
        AppProcess.RepositoryRoot, "artifacts", "bin", "OpsFlow.Worker", Folder(), "OpsFlow.Worker.dll");

    [Support.RequiresFact(Needs.OfficialServer, "xz")]
    public async Task Demo_OnTheOfficialServer_PassesAndItsHistoryReplays()
    {
        using var folder = new TemporaryFolder();
        using var data = new TemporaryFolder();
        await using var server = await OfficialServer.StartAsync(folder.Path);
        var settings = new Dictionary<string, string> { ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{server.Port}" };
        await using (var demo = AppProcess.LaunchDemo(data.Path, settings))
        {
            var exitCode = await demo.WaitForExitAsync(TimeSpan.FromMinutes(10));
            foreach (var line in demo.Output)
            {
                output.WriteLine(line);
            }

            Assert.Equal(0, exitCode);
        }

        await using var app = await AppProcess.StartAsync(data.Path, settings);
        var api = new OpsFlowApi(app.Http);
        var list = await api.Http.GetFromJsonAsync<JsonObject>("api/v1/analyses");
        var id = Assert.Single(list!["items"]!.AsArray())!["id"]!.ToString();
        var file = Path.Combine(folder.Path, "history.json");
        var history = await api.ClosedHistoryAsync(id);
        await File.WriteAllTextAsync(file, history);
        var good = await ReplayAsync(file);
        Assert.True(good.ExitCode == 0, good.Output);

        var changed = JsonNode.Parse(history)!;
        var scheduled = changed["events"]!.AsArray().First(
            e => e!["activityTaskScheduledEventAttributes"]?["activityType"]?["name"]?.ToString() == "Index")!;
        scheduled["activityTaskScheduledEventAttributes"]!["activityType"]!["name"] = "Reindex";
        await File.WriteAllTextAsync(file, changed.ToJsonString());
        var bad = await ReplayAsync(file);
        output.WriteLine(bad.Output);
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains("Nondeterminism", bad.Output, StringComparison.Ordinal);
        Assert.Contains("Reindex", bad.Output, StringComparison.Ordinal);
        Assert.Contains("Index", bad.Output.Replace("Reindex", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Support.RequiresFact(Needs.OfficialServer)]
    public async Task Rejection_OnTheOfficialServer_IsRecordedAndReplays()
    {
        using var folder = new TemporaryFolder();
        using var data = new TemporaryFolder();
        await using var server = await OfficialServer.StartAsync(folder.Path);
        await using var app = await AppProcess.StartAsync(
            data.Path, new Dictionary<string, string> { ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{server.Port}" });
        var api = new OpsFlowApi(app.Http);
        var id = await api.ReportAsync(await PlainShop.RegisterAsync(api, folder.Path, "rejected"));
        var shown = await api.WaitForStateAsync(id, "AwaitingApproval");
        await api.DecideAsync(id, "reject", shown["patchHash"]!.ToString(), "no");
        var rejected = await api.WaitForStateAsync(id, "Rejected");
        Assert.Equal("no", rejected["detail"]!.ToString());
        var file = Path.Combine(folder.Path, "history.json");
        await File.WriteAllTextAsync(file, await api.ClosedHistoryAsync(id));
        var replay = await ReplayAsync(file);
        Assert.True(replay.ExitCode == 0, replay.Output);
    }

    private static string Folder() => new DirectoryInfo(AppContext.BaseDirectory).Name;

    private static Task<(int ExitCode, string Output)> ReplayAsync(string file) =>
        Tool.TryRunAsync("dotnet", [Worker, "replay", file], Path.GetTempPath());
}
