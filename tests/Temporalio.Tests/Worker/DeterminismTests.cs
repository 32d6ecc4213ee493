using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

public class DeterminismTests
{
    [Workflow]
    public class Randomised
    {
        private readonly List<string> _drawn = [];
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            Draw();
            await Workflow.WaitConditionAsync(() => _done);
            Draw();
            return string.Join(",", _drawn);
        }

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;

        [WorkflowQuery]
        public string Drawn() => string.Join(",", _drawn);

        private void Draw() => _drawn.Add($"{Workflow.Random.Next()} {Workflow.NewGuid()} {Workflow.UtcNow.Ticks}");
    }

    [Theory, OnOurs, OnOfficial]
    public Task Random_WithoutCache_IsTheSameEachTime(ServerKind server) => Scenario.RunAsync(
        server,
        o =>
        {
            o.MaxCachedWorkflows = 0;
            o.AddWorkflow<Randomised>();
        },
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Randomised wf) => wf.RunAsync(), s.NewWorkflow());
            var first = await handle.QueryAsync(wf => wf.Drawn());
            await handle.SignalAsync(wf => wf.FinishAsync());
            var result = await handle.GetResultAsync();
            Assert.StartsWith(first + ",", result);
            Assert.Equal(result, await handle.QueryAsync(wf => wf.Drawn()));
            // The numbers follow from the run id alone.
            var expected = new DeterministicRandom(Temporalio.Worker.Replay.RandomSeed.Of(handle.ResultRunId!)).Next();
            Assert.StartsWith($"{expected} ", result);
        });

    [Workflow("Patched")]
    public class PatchedV1
    {
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            await Workflow.ExecuteActivityAsync(() => Old(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
            await Workflow.WaitConditionAsync(() => _done);
            return "old";
        }

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;
    }

    [Workflow("Patched")]
    public class PatchedV2
    {
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            string result;
            if (Workflow.Patched("my-patch"))
            {
                await Workflow.ExecuteActivityAsync(() => New(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
                result = "new";
            }
            else
            {
                await Workflow.ExecuteActivityAsync(() => Old(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
                result = "old";
            }

            await Workflow.WaitConditionAsync(() => _done);
            return result;
        }

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;
    }

    [Workflow("Patched")]
    public class PatchedV3
    {
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            Workflow.DeprecatePatch("my-patch");
            await Workflow.ExecuteActivityAsync(() => New(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
            await Workflow.WaitConditionAsync(() => _done);
            return "newest";
        }

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;
    }

    [Workflow("Patched")]
    public class PatchedV4
    {
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            await Workflow.ExecuteActivityAsync(() => New(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
            await Workflow.WaitConditionAsync(() => _done);
            return "final";
        }

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;
    }

    [Activity]
    internal static void Old()
    {
    }

    [Activity]
    internal static void New()
    {
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Patched_RunsOfEachEra_KeepTheirPath(ServerKind server)
    {
        var client = await TestServers.ClientAsync(server);
        var queue = $"tq-{Guid.NewGuid()}";
        async Task<WorkflowHandle> StartWithAsync<T>()
        {
            using var worker = new TemporalWorker(client, Options<T>(queue));
            return await worker.ExecuteAsync(async () =>
            {
                var handle = await client.StartWorkflowAsync("Patched", [], new($"wf-{Guid.NewGuid()}", queue));
                await Scenario.EventuallyAsync(async () => Assert.Contains(
                    (await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.ActivityTaskCompleted));
                return handle;
            });
        }

        async Task<string> FinishWithAsync<T>(WorkflowHandle handle)
        {
            using var worker = new TemporalWorker(client, Options<T>(queue));
            return await worker.ExecuteAsync(async () =>
            {
                await handle.SignalAsync("Finish", []);
                return await handle.GetResultAsync<string>().WaitAsync(Scenario.Patience);
            });
        }

        var first = await StartWithAsync<PatchedV1>();
        var second = await StartWithAsync<PatchedV2>();
        var third = await StartWithAsync<PatchedV3>();
        Assert.Contains((await second.FetchHistoryAsync()).Events, e =>
            e.UpsertWorkflowSearchAttributesEventAttributes?.SearchAttributes.IndexedFields
                .ContainsKey("TemporalChangeVersion") == true);
        Assert.Equal("old", await FinishWithAsync<PatchedV2>(first));
        Assert.Equal("newest", await FinishWithAsync<PatchedV3>(second));
        Assert.Equal("final", await FinishWithAsync<PatchedV4>(third));
        // What was finished still fits every version that may meet it.
        await ReplayAsync<PatchedV2>(second);
        await ReplayAsync<PatchedV3>(third);
        await Assert.ThrowsAsync<WorkflowNondeterminismException>(() => ReplayAsync<PatchedV4>(second));
    }

    private static TemporalWorkerOptions Options<T>(string queue) =>
        new TemporalWorkerOptions(queue).AddWorkflow<T>().AddActivity(Old).AddActivity(New);

    private static async Task ReplayAsync<T>(WorkflowHandle handle) =>
        await new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<T>())
            .ReplayWorkflowAsync(await handle.FetchHistoryAsync());

    [Workflow("Changing")]
    public class ChangingV1
    {
        [WorkflowRun]
        public async Task RunAsync()
        {
            await Workflow.DelayAsync(10);
            await Workflow.WaitConditionAsync(() => false);
        }
    }

    [Workflow("Changing")]
    public class ChangingV2
    {
        [WorkflowRun]
        public async Task RunAsync()
        {
            await Workflow.ExecuteActivityAsync(() => New(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
            await Workflow.WaitConditionAsync(() => false);
        }

        [WorkflowSignal]
        public async Task PokeAsync() => await Task.CompletedTask;
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Nondeterminism_OnTheServer_FailsTheTaskAndSaysWhatDiffers(ServerKind server)
    {
        var client = await TestServers.ClientAsync(server);
        var queue = $"tq-{Guid.NewGuid()}";
        using var before = new TemporalWorker(client, Options<ChangingV1>(queue));
        var handle = await before.ExecuteAsync(async () =>
        {
            var started = await client.StartWorkflowAsync("Changing", [], new($"wf-{Guid.NewGuid()}", queue));
            await Scenario.EventuallyAsync(async () => Assert.Contains(
                (await started.FetchHistoryAsync()).Events, e => e.EventType == EventType.TimerFired));
            return started;
        });
        using var after = new TemporalWorker(client, Options<ChangingV2>(queue));
        await after.ExecuteAsync(async () =>
        {
            await handle.SignalAsync("Poke", []);
            await Scenario.EventuallyAsync(async () =>
            {
                var failed = (await handle.FetchHistoryAsync()).Events.LastOrDefault(
                    e => e.EventType == EventType.WorkflowTaskFailed)?.WorkflowTaskFailedEventAttributes;
                Assert.NotNull(failed);
                Assert.Equal(WorkflowTaskFailedCause.NonDeterministicError, failed.Cause);
                Assert.Contains("TimerStarted, id '1'", failed.Failure.Message);
                Assert.Contains("ScheduleActivityTask, id '1', type 'New'", failed.Failure.Message);
            });
        });
        await handle.TerminateAsync();
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Nondeterminism_AsFailureType_FailsTheWorkflow(ServerKind server)
    {
        var client = await TestServers.ClientAsync(server);
        var queue = $"tq-{Guid.NewGuid()}";
        using var before = new TemporalWorker(client, Options<ChangingV1>(queue));
        var handle = await before.ExecuteAsync(async () =>
        {
            var started = await client.StartWorkflowAsync("Changing", [], new($"wf-{Guid.NewGuid()}", queue));
            await Scenario.EventuallyAsync(async () => Assert.Contains(
                (await started.FetchHistoryAsync()).Events, e => e.EventType == EventType.TimerFired));
            return started;
        });
        var options = Options<ChangingV2>(queue);
        options.WorkflowFailureExceptionTypes = [typeof(WorkflowNondeterminismException)];
        using var after = new TemporalWorker(client, options);
        await after.ExecuteAsync(async () =>
        {
            await handle.SignalAsync("Poke", []);
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(
                () => handle.GetResultAsync().WaitAsync(Scenario.Patience));
            Assert.Contains("Nondeterminism", failed.InnerException!.Message);
        });
    }
}
