using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Testing;
using Temporalio.Tests.Support;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

/// <summary>Many runs at once, small caches, workers that come and go.</summary>
public class EnduranceTests
{
    [Workflow]
    public class Mixed
    {
        private readonly List<string> _log = [];
        private int _pokes;

        [WorkflowRun]
        public async Task<string> RunAsync(int number)
        {
            var random = Workflow.Random.Next(3);
            for (var i = 0; i <= random; i++)
            {
                _log.Add(await Workflow.ExecuteLocalActivityAsync(
                    () => LocalStep(i), new() { StartToCloseTimeout = TimeSpan.FromSeconds(5) }));
                _log.Add(await Workflow.ExecuteActivityAsync(
                    () => StepAsync(number, i), new() { StartToCloseTimeout = TimeSpan.FromSeconds(5) }));
            }

            if (number % 5 == 0)
            {
                var child = await Workflow.ExecuteChildWorkflowAsync((Leaf wf) => wf.RunAsync(number));
                _log.Add($"child {child}");
            }

            await Workflow.WaitConditionAsync(() => _pokes >= 3);
            return $"{number} {_pokes} {_log.Count} {random}";
        }

        [WorkflowSignal]
        public async Task PokeAsync()
        {
            await Workflow.DelayAsync(5);
            _pokes++;
        }

        [WorkflowUpdate]
        public async Task<int> PokeNowAsync()
        {
            await Workflow.DelayAsync(5);
            return ++_pokes;
        }
    }

    [Workflow]
    public class Leaf
    {
        [WorkflowRun]
        public async Task<int> RunAsync(int number)
        {
            await Workflow.DelayAsync(5);
            return number * 2;
        }
    }

    [Activity]
    public static string LocalStep(int i) => $"local {i}";

    [Activity]
    public static async Task<string> StepAsync(int number, int i)
    {
        await Task.Delay(2);
        return (number + i) % 7 == 0 && ActivityExecutionContext.Current.Info.Attempt == 1
            ? throw new ApplicationFailureException("first attempt")
            : $"step {number} {i}";
    }

    [Theory, OnOurs, OnOfficial]
    public async Task ManyRuns_SmallCacheAndRestarts_AllEndRight(ServerKind server)
    {
        const int Count = 40;
        var client = await TestServers.ClientAsync(server);
        var queue = $"tq-{Guid.NewGuid()}";
        TemporalWorkerOptions Options() => new TemporalWorkerOptions(queue)
        {
            MaxCachedWorkflows = 8,
            // Short, as the runs of a worker that has gone wait for it that long.
            StickyQueueScheduleToStartTimeout = TimeSpan.FromSeconds(1),
        }.AddWorkflow<Mixed>().AddWorkflow<Leaf>().AddActivity(LocalStep).AddActivity(StepAsync);

        using var restarts = new CancellationTokenSource();
        var workers = RunWorkersAsync(client, Options, restarts.Token);
        var handles = await Task.WhenAll(Enumerable.Range(1, Count).Select(i => client.StartWorkflowAsync(
            (Mixed wf) => wf.RunAsync(i), new($"mixed-{i}-{queue}", queue) { TaskTimeout = TimeSpan.FromSeconds(3) })));
        await Task.WhenAll(handles.Select(async handle =>
        {
            await handle.SignalAsync(wf => wf.PokeAsync());
            await handle.SignalAsync(wf => wf.PokeAsync());
            await handle.SignalAsync(wf => wf.PokeAsync());
        }));
        var results = await Task.WhenAll(handles.Select(h => h.GetResultAsync())).WaitAsync(TimeSpan.FromMinutes(8));
        await restarts.CancelAsync();
        await workers;
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<Mixed>().AddWorkflow<Leaf>());
        for (var i = 1; i <= Count; i++)
        {
            var parts = results[i - 1].Split(' ').Select(int.Parse).ToArray();
            Assert.Equal([i, 3, ((parts[3] + 1) * 2) + (i % 5 == 0 ? 1 : 0), parts[3]], parts);
            await replayer.ReplayWorkflowAsync(await handles[i - 1].FetchHistoryAsync());
        }
    }

    // Each worker lives for a while and is followed by the next, until the runs are done.
    private static async Task RunWorkersAsync(
        TemporalClient client, Func<TemporalWorkerOptions> options, CancellationToken done)
    {
        for (var lifetime = 1500; !done.IsCancellationRequested; lifetime *= 2)
        {
            using var worker = new TemporalWorker(client, options());
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(done);
            stop.CancelAfter(lifetime);
            try
            {
                await worker.ExecuteAsync(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Its time was over.
            }
        }
    }

    [Workflow]
    public class Collect
    {
        private int _sum;

        [WorkflowRun]
        public async Task<int> RunAsync(int until)
        {
            await Workflow.WaitConditionAsync(() => _sum >= until);
            return _sum;
        }

        [WorkflowSignal]
        public async Task AddAsync(int value) => _sum += value;
    }

    [Theory, OnOurs, OnOfficial]
    public Task LongHistory_OfSeveralPages_IsReadCompletely(ServerKind server) => Scenario.RunAsync(
        server,
        o =>
        {
            o.MaxCachedWorkflows = 0;
            o.AddWorkflow<Collect>();
        },
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Collect wf) => wf.RunAsync(400), s.NewWorkflow());
            for (var i = 0; i < 20; i++)
            {
                await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => handle.SignalAsync(wf => wf.AddAsync(1))));
            }

            Assert.Equal(400, await handle.GetResultAsync());
            Assert.True((await handle.FetchHistoryAsync()).Events.Count > 400);
        });

    [FactOnOurs]
    public async Task Server_KilledAndStartedAgain_WorkerGoesOn()
    {
        var file = Path.Combine(Path.GetTempPath(), $"restart-{Guid.NewGuid():N}.db");
        var port = FreePort.Next();
        WorkflowEnvironmentStartLocalOptions Options() => new()
        {
            TargetHost = $"127.0.0.1:{port}",
            DevServerOptions = new() { DatabaseFilename = file },
        };
        var environment = await WorkflowEnvironment.StartLocalAsync(Options());
        var client = environment.Client;
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions("restart")
        {
            StickyQueueScheduleToStartTimeout = TimeSpan.FromSeconds(1),
        }.AddWorkflow<Collect>());
        try
        {
            await worker.ExecuteAsync(async () =>
            {
                var handle = await client.StartWorkflowAsync((Collect wf) => wf.RunAsync(3), new("restart-1", "restart"));
                await handle.SignalAsync(wf => wf.AddAsync(1));
                await environment.ShutdownAsync();
                // Long enough for several polls to fail.
                await Task.Delay(700);
                environment = await WorkflowEnvironment.StartLocalAsync(Options());
                await handle.SignalAsync(wf => wf.AddAsync(2));
                Assert.Equal(3, await handle.GetResultAsync().WaitAsync(Scenario.Patience));
            });
        }
        finally
        {
            await environment.DisposeAsync();
            File.Delete(file);
        }
    }
}
