using System.Diagnostics;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

public class WorkerLifecycleTests
{
    [Fact]
    public void Constructor_BadOptions_Throws()
    {
        var client = TemporalClient.CreateLazy(new("localhost:1"));
        Assert.Throws<ArgumentException>(() => new TemporalWorker(client, new TemporalWorkerOptions("q")));
        Assert.Throws<ArgumentException>(() => new TemporalWorker(
            client, new TemporalWorkerOptions().AddWorkflow<WorkflowBasicsTests.Greet>()));
        Assert.Throws<ArgumentException>(() => new TemporalWorker(
            client, new TemporalWorkerOptions("q").AddWorkflow<WorkflowBasicsTests.Greet>().AddWorkflow<WorkflowBasicsTests.Greet>()));
    }

    [Theory, OnOurs, OnOfficial]
    public async Task ExecuteAsync_Stopped_EndsSoonAndOnlyOnce(ServerKind server)
    {
        var client = await TestServers.ClientAsync(server);
        using var worker = new TemporalWorker(
            client, new TemporalWorkerOptions($"tq-{Guid.NewGuid()}").AddWorkflow<WorkflowBasicsTests.Greet>()
                .AddActivity(WorkflowBasicsTests.Greet.SayHello));
        var time = Stopwatch.StartNew();
        using var stop = new CancellationTokenSource(500);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker.ExecuteAsync(stop.Token));
        // Its polls, which last a minute, are not waited for.
        Assert.InRange(time.Elapsed.TotalSeconds, 0.4, 45);
        await Assert.ThrowsAsync<InvalidOperationException>(() => worker.ExecuteAsync(stop.Token));
    }

    [Theory, OnOurs, OnOfficial]
    public async Task ExecuteAsync_UnknownNamespace_Fails(ServerKind server)
    {
        var client = await TestServers.ClientAsync(server);
        var options = (TemporalClientOptions)client.Options.Clone();
        options.Namespace = "nowhere";
        using var worker = new TemporalWorker(
            new TemporalClient(client.Connection, options),
            new TemporalWorkerOptions("q").AddWorkflow<WorkflowBasicsTests.Greet>());
        var e = await Assert.ThrowsAsync<RpcException>(() => worker.ExecuteAsync(CancellationToken.None));
        Assert.Equal(RpcException.StatusCode.NotFound, e.Code);
    }

    [Activity]
    public static async Task<string> ObserveShutdownAsync()
    {
        var context = ActivityExecutionContext.Current;
        await context.TemporalClient.GetWorkflowHandle(context.Info.WorkflowId!).SignalAsync("Started", []);
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
        return "never";
    }

    [Workflow]
    public class ShutDown
    {
        private bool _started;

        [WorkflowQuery]
        public bool Started => _started;

        [WorkflowRun]
        public Task<string> RunAsync() => Workflow.ExecuteActivityAsync(
            () => ObserveShutdownAsync(),
            new() { StartToCloseTimeout = TimeSpan.FromSeconds(60), RetryPolicy = new() { MaximumAttempts = 1 } });

        [WorkflowSignal]
        public async Task StartedAsync() => _started = true;
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Shutdown_RunningActivity_FailsAsWorkerShutdown(ServerKind server)
    {
        var client = await TestServers.ClientAsync(server);
        var queue = $"tq-{Guid.NewGuid()}";
        TemporalWorkerOptions Options() => new TemporalWorkerOptions(queue)
        {
            GracefulShutdownTimeout = TimeSpan.FromMilliseconds(300),
        }.AddWorkflow<ShutDown>().AddActivity(ObserveShutdownAsync);
        WorkflowHandle<ShutDown, string> handle;
        using (var first = new TemporalWorker(client, Options()))
        {
            handle = await first.ExecuteAsync(async () =>
            {
                var started = await client.StartWorkflowAsync((ShutDown wf) => wf.RunAsync(), new($"wf-{Guid.NewGuid()}", queue));
                await Scenario.EventuallyAsync(async () => Assert.True(await started.QueryAsync(wf => wf.Started)));
                return started;
            });
        }

        using var second = new TemporalWorker(client, Options());
        await second.ExecuteAsync(async () =>
        {
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(
                () => handle.GetResultAsync().WaitAsync(Scenario.Patience));
            var application = Assert.IsType<ApplicationFailureException>(failed.InnerException!.InnerException);
            Assert.Equal("WorkerShutdown", application.ErrorType);
        });
    }

    [Theory, OnOurs, OnOfficial]
    public Task Cache_OfOneRun_StillServesMany(ServerKind server) => Scenario.RunAsync(
        server,
        o =>
        {
            o.MaxCachedWorkflows = 1;
            o.AddWorkflow<WorkflowBasicsTests.Counter>();
        },
        async s =>
        {
            var handles = new List<WorkflowHandle<WorkflowBasicsTests.Counter, int>>();
            for (var i = 0; i < 4; i++)
            {
                handles.Add(await s.Client.StartWorkflowAsync(
                    (WorkflowBasicsTests.Counter wf) => wf.RunAsync(), s.NewWorkflow()));
            }

            for (var round = 0; round < 2; round++)
            {
                foreach (var handle in handles)
                {
                    await handle.SignalAsync(wf => wf.AddAsync(1));
                    Assert.Equal(round + 1, await handle.QueryAsync(wf => wf.Count));
                }
            }

            foreach (var handle in handles)
            {
                await handle.SignalAsync(wf => wf.FinishAsync());
                Assert.Equal(2, await handle.GetResultAsync());
            }
        });

    [Fact]
    public async Task ExecuteAsync_NoServer_FailsWithoutCrash()
    {
        var client = TemporalClient.CreateLazy(new($"127.0.0.1:{FreePort.Next()}"));
        using var worker = new TemporalWorker(
            client, new TemporalWorkerOptions("q").AddWorkflow<WorkflowBasicsTests.Greet>());
        await Assert.ThrowsAsync<InvalidOperationException>(() => worker.ExecuteAsync(CancellationToken.None));
    }
}
