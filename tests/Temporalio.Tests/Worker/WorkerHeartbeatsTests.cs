using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Worker.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Runtime;
using Temporalio.Tests.Support;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

public class WorkerHeartbeatsTests
{
    [Workflow]
    public class Idle
    {
        [WorkflowRun]
        public async Task RunAsync() => await Workflow.DelayAsync(1);
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Worker_OfAServerThatWantsThem_SendsHeartbeats(ServerKind server)
    {
        var connection = await ConnectAsync(server, new() { WorkerHeartbeatInterval = TimeSpan.FromMilliseconds(100) });
        var client = new TemporalClient(connection, new());
        var options = new TemporalWorkerOptions($"tq-{Guid.NewGuid()}")
        {
            DeploymentOptions = new(new("dep", "b1"), useWorkerVersioning: false),
            Tuner = Temporalio.Worker.Tuning.WorkerTuner.CreateFixedSize(7, 8, 9),
        }.AddWorkflow<Idle>();
        using var worker = new TemporalWorker(client, options);
        await worker.ExecuteAsync(() => Scenario.EventuallyAsync(async () => Assert.True(connection.Heartbeats.Count > 2)));

        var first = connection.Heartbeats.First();
        Assert.Equal(options.TaskQueue, first.TaskQueue);
        Assert.Equal(WorkerStatus.Running, first.Status);
        Assert.Equal(("dep", "b1"), (first.DeploymentVersion.DeploymentName, first.DeploymentVersion.BuildId));
        Assert.Equal("Fixed", first.WorkflowTaskSlotsInfo.SlotSupplierKind);
        Assert.InRange(first.WorkflowTaskSlotsInfo.CurrentAvailableSlots, 1, 7);
        Assert.Equal(9, first.LocalActivitySlotsInfo.CurrentAvailableSlots);
        Assert.Null(first.ActivityTaskSlotsInfo);
        Assert.Equal($"{Environment.ProcessId}", first.HostInfo.ProcessId);
        Assert.Equal(WorkerStatus.ShuttingDown, connection.Heartbeats.Last().Status);
        Assert.Single(connection.Heartbeats.Select(h => h.WorkerInstanceKey).Distinct());
        Assert.NotNull(connection.Heartbeats.ElementAt(1).ElapsedSinceLastHeartbeat);
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Worker_ToldNotTo_SendsNone(ServerKind server)
    {
        var connection = await ConnectAsync(server, new() { WorkerHeartbeatInterval = null });
        using var worker = new TemporalWorker(
            new TemporalClient(connection, new()), new TemporalWorkerOptions($"tq-{Guid.NewGuid()}").AddWorkflow<Idle>());
        await worker.ExecuteAsync(() => Task.Delay(200));
        Assert.Empty(connection.Heartbeats);
    }

    private static async Task<Wanting> ConnectAsync(ServerKind server, TemporalRuntimeOptions runtime)
    {
        var target = (await TestServers.ClientAsync(server)).Connection.Options.TargetHost!;
        return new(await TemporalConnection.ConnectAsync(new(target) { Runtime = new(runtime) }), runtime);
    }

    /// <summary>A connection whose server says that it wants heartbeats, and takes them.</summary>
    private sealed class Wanting : ITemporalConnection
    {
        private readonly TemporalConnection _inner;

        public Wanting(TemporalConnection inner, TemporalRuntimeOptions runtime)
        {
            _inner = inner;
            Options = inner.Options;
            Options.Runtime = new(runtime);
            WorkflowService = new Service(inner, Heartbeats);
        }

        public ConcurrentQueue<WorkerHeartbeat> Heartbeats { get; } = new();

        public IReadOnlyCollection<KeyValuePair<string, string>> RpcMetadata { get; set; } = [];

        public IReadOnlyCollection<KeyValuePair<string, byte[]>> RpcBinaryMetadata { get; set; } = [];

        public string? ApiKey { get; set; }

        public CloudService CloudService => _inner.CloudService;

        public WorkflowService WorkflowService { get; }

        public OperatorService OperatorService => _inner.OperatorService;

        public TestService TestService => _inner.TestService;

        public TemporalConnectionOptions Options { get; }

        public bool IsConnected => true;

        public SafeHandle? BridgeClient => null;

        public Task<bool> CheckHealthAsync(RpcService? service = null, RpcOptions? options = null) => Task.FromResult(true);

        public Task ConnectAsync() => Task.CompletedTask;

        private sealed class Service(TemporalConnection inner, ConcurrentQueue<WorkerHeartbeat> heartbeats) : WorkflowService
        {
            protected override async Task<T> InvokeRpcAsync<T>(
                string rpc, IMessage req, MessageParser<T> resp, RpcOptions? options = null)
            {
                if (req is RecordWorkerHeartbeatRequest heartbeat)
                {
                    heartbeats.Enqueue(heartbeat.WorkerHeartbeat.Single());
                    return (T)(IMessage)new RecordWorkerHeartbeatResponse();
                }

                var response = await inner.InvokeRpcAsync(this, rpc, req, resp, options);
                if (response is DescribeNamespaceResponse described)
                {
                    described.NamespaceInfo.Capabilities ??= new();
                    described.NamespaceInfo.Capabilities.WorkerHeartbeats = true;
                }

                return response;
            }
        }
    }
}
