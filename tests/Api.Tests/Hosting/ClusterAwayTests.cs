using System.Net;
using OpsFlow.Workflows.Shared;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;

namespace OpsFlow.Api.Tests.Hosting;

/// <summary>
/// A cluster that does not take the worker at the start ends neither the worker's process nor the Api.
/// </summary>
public sealed class ClusterAwayTests
{
    private const string Failed = "starts again";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Worker_ClusterThatComesLater_IsWorkedForThen()
    {
        using var data = new TempFolder();
        var port = FreePort.Next();
        await using var worker = AppProcess.LaunchWorker(data.Path, Cluster(port));
        Assert.True(await worker.WaitForAsync(Failed, s_patience), string.Join('\n', worker.Output));

        await using var engine = await StartEngineAsync(data.Path, port);

        await WaitForPollerAsync(await ConnectAsync(port, "default"));
    }

    [Fact]
    public async Task Api_ClusterThatComesLater_ServesBeforeAndWorksThen()
    {
        using var data = new TempFolder();
        var port = FreePort.Next();
        await using var app = await AppProcess.StartAsync(data.Path, Cluster(port));
        Assert.True(await app.WaitForAsync(Failed, s_patience), string.Join('\n', app.Output));
        using var servers = await app.Http.GetAsync("api/v1/servers");
        Assert.Equal(HttpStatusCode.OK, servers.StatusCode);

        await using var engine = await StartEngineAsync(data.Path, port);

        await WaitForPollerAsync(await ConnectAsync(port, "default"));
    }

    [Fact]
    public async Task Api_NamespaceThatIsRegisteredLater_ServesBeforeAndWorksThen()
    {
        using var data = new TempFolder();
        var port = FreePort.Next();
        await using var engine = await StartEngineAsync(data.Path, port);
        await using var app = await AppProcess.StartAsync(
            data.Path, new Dictionary<string, string>(Cluster(port)) { ["TEMPORAL_NAMESPACE"] = "later" });
        Assert.True(await app.WaitForAsync(Failed, s_patience), string.Join('\n', app.Output));
        using var servers = await app.Http.GetAsync("api/v1/servers");
        Assert.Equal(HttpStatusCode.OK, servers.StatusCode);

        var client = await ConnectAsync(port, "later");
        await client.WorkflowService.RegisterNamespaceAsync(new RegisterNamespaceRequest
        {
            Namespace = "later",
            WorkflowExecutionRetentionPeriod = new() { Seconds = 86_400 },
        });

        await WaitForPollerAsync(client);
    }

    private static Dictionary<string, string> Cluster(int port) => new()
    {
        ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{port}",
    };

    private static Task<TemporalClient> ConnectAsync(int port, string @namespace) =>
        TemporalClient.ConnectAsync(new($"127.0.0.1:{port}") { Namespace = @namespace });

    private static async Task<ServiceProcess> StartEngineAsync(string folder, int port)
    {
        var engine = new ServiceProcess(
            "OpsFlow.Engine",
            new Dictionary<string, string>(),
            "--port",
            $"{port}",
            "--db",
            Path.Combine(folder, "temporal.db"));
        engine.Start();
        await engine.ListensAsync(port);
        return engine;
    }

    private static async Task WaitForPollerAsync(TemporalClient client)
    {
        using var patience = new CancellationTokenSource(s_patience);
        var request = new DescribeTaskQueueRequest
        {
            Namespace = client.Options.Namespace,
            TaskQueue = new() { Name = TaskQueues.ErrorAnalysis },
            TaskQueueType = TaskQueueType.Workflow,
        };
        while ((await client.WorkflowService.DescribeTaskQueueAsync(request)).Pollers.Count == 0)
        {
            await Task.Delay(100, patience.Token);
        }
    }
}
