namespace OpsFlow.Api.Tests.Hosting;

public sealed class TemporalMetricsTests
{
    [Fact]
    public async Task Start_WithAnAddressForMetrics_ServesThoseOfTemporalsCoreThere()
    {
        using var data = new TempFolder();
        var port = FreePort.Next();
        await using var app = await AppProcess.StartAsync(data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_TEMPORAL_METRICS"] = $"prometheus://127.0.0.1:{port}",
        });
        // A call through the client, so that there is something to count.
        using var workflows = await app.Http.GetAsync("api/v1/workflows");
        workflows.EnsureSuccessStatusCode();

        var metrics = await app.Http.GetStringAsync($"http://127.0.0.1:{port}/metrics");

        Assert.Contains("temporal_request", metrics, StringComparison.Ordinal);
        Assert.Contains("ListWorkflowExecutions", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AddressForMetricsInUse_EndsTheStartAndSaysSo()
    {
        using var data = new TempFolder();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, FreePort.Next());
        taken.Start();
        await using var app = AppProcess.Launch(data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_TEMPORAL_METRICS"] = $"prometheus://{taken.LocalEndpoint}",
        });

        Assert.Equal(1, await app.WaitForExitAsync(TimeSpan.FromMinutes(2)));
        Assert.Contains(app.Output, l => l.StartsWith("OpsFlow cannot start:", StringComparison.Ordinal));
    }
}
