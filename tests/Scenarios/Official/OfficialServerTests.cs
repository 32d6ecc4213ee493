namespace OpsFlow.Scenarios.Official;

/// <summary>A rejection on the official server, and its history replayed.</summary>
public sealed class OfficialServerTests
{
    [RequiresFact(Counterparts.OfficialServer)]
    public async Task Rejection_OnTheOfficialServer_IsRecordedAndReplays()
    {
        using var folder = new TempFolder();
        using var data = new TempFolder();
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
        var replay = await Tool.TryRunAsync(
            "dotnet", [Counterparts.Built("OpsFlow.Worker"), "replay", file], folder.Path);
        Assert.True(replay.ExitCode == 0, replay.Output + replay.Error);
    }
}
