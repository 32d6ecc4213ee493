using OpsFlow.Workflows.ScanChain;
using OpsFlow.Workflows.Shared;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace OpsFlow.Workflows.Tests.ScanChain;

public sealed class ScanChainWorkflowTests(ScanServerFixture fixture) : IClassFixture<ScanServerFixture>
{
    private static readonly string[] s_stages = ["vision", "rule", "answer", "reward"];

    private readonly ScriptedScan _activities = new();

    [Fact]
    public Task Run_SureModel_GoesThroughTheStagesAndWritesTheRewardFirst() => RunAsync(async handle =>
    {
        Assert.Equal(new ScanResult(ScanState.Done), await handle.GetResultAsync());
        Assert.Equal([.. s_stages, "write Reward"], _activities.Calls.Take(5));
        Assert.Equal(["write Collection", "write Ownership"], _activities.Calls.Skip(5).Order());
        var timeline = await handle.QueryAsync(w => w.Timeline());
        Assert.Equal(
            [ScanState.Vision, ScanState.Rule, ScanState.Answer, ScanState.Reward, ScanState.Done],
            timeline.Select(e => e.State));
    });

    [Fact]
    public Task Run_NothingToReward_WritesNothing()
    {
        _activities.IsRewarded = false;
        return RunAsync(async handle =>
        {
            Assert.Equal(ScanState.Done, (await handle.GetResultAsync()).State);
            Assert.Equal(s_stages, _activities.Calls);
        });
    }

    [Fact]
    public Task Run_Unsure_AsksAndGoesOnWithTheLabel()
    {
        _activities.NeedsInput = true;
        return RunAsync(async handle =>
        {
            await WaitForQuestionAsync(handle);
            await handle.SignalAsync(w => w.LabelAsync(new("캔", "mina", "1")));
            Assert.Equal(ScanState.Done, (await handle.GetResultAsync()).State);
            Assert.Equal(
                ["vision", "record NeedsInput", "check mina", "label 캔", "rule", "answer", "reward"],
                _activities.Calls.Take(7));
        });
    }

    [Fact]
    public Task Run_LabelThatOurApiDidNotTake_IsVoid()
    {
        _activities.NeedsInput = true;
        return RunAsync(async handle =>
        {
            await WaitForQuestionAsync(handle);
            await handle.SignalAsync(w => w.LabelAsync(new("금", ScriptedScan.Forger, "1")));
            var refused = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(
                () => handle.ExecuteUpdateAsync(w => w.SubmitLabelAsync(new("금", ScriptedScan.Forger, "1"))));
            Assert.Equal("void", refused.InnerException!.Message);
            Assert.True(await handle.ExecuteUpdateAsync(w => w.SubmitLabelAsync(new("캔", "mina", "1"))));
            await handle.GetResultAsync();
            Assert.Equal(["캔"], Calls("label "));
        });
    }

    [Fact]
    public Task Run_LabelOfAnEarlierAttempt_IsRefused()
    {
        _activities.NeedsInput = true;
        return RunAsync(async handle =>
        {
            await WaitForQuestionAsync(handle);
            await Assert.ThrowsAsync<WorkflowUpdateFailedException>(
                () => handle.ExecuteUpdateAsync(w => w.SubmitLabelAsync(new("캔", "mina", "0"))));
            await handle.SignalAsync(w => w.LabelAsync(new("캔", "mina", "1")));
            await handle.GetResultAsync();
        });
    }

    [Fact]
    public Task Run_NobodySays_FailsAfterTenMinutes()
    {
        _activities.NeedsInput = true;
        return RunAsync(async handle =>
        {
            Assert.Equal(ScanState.Failed, (await handle.GetResultAsync()).State);
            Assert.Equal(["NeedsInput", "Failed"], Calls("record "));
            var timeline = await handle.QueryAsync(w => w.Timeline());
            var waited = timeline[^1].At - timeline.Single(e => e.State == ScanState.NeedsInput).At;
            Assert.InRange(waited, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10.1));
        });
    }

    [Theory]
    [InlineData("vision")]
    [InlineData("rule")]
    [InlineData("answer")]
    [InlineData("reward")]
    public Task Run_StageThatKeepsFailing_IsTriedFourTimesFromFiveSecondsDoubling(string stage)
    {
        _activities.OnCallAsync = name => name == stage ? throw ScriptedScan.Fault("down") : Task.CompletedTask;
        return RunAsync(async handle =>
        {
            Assert.Equal(new ScanResult(ScanState.Failed, "down"), await handle.GetResultAsync());
            Assert.Equal(4, _activities.Calls.Count(c => c == stage));
            Assert.Equal(["Failed"], Calls("record "));
            Assert.Empty(Calls("write "));
            var timeline = await handle.QueryAsync(w => w.Timeline());
            var tried = timeline[^1].At - timeline[^2].At;
            Assert.InRange(tried, TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(40));
        });
    }

    [Fact]
    public Task Run_WritesThatKeepFailing_ArePutAsideAndTheScanIsDone()
    {
        _activities.OnCallAsync = name => name.StartsWith("write ", StringComparison.Ordinal)
            ? throw ScriptedScan.Fault("store down")
            : Task.CompletedTask;
        return RunAsync(async handle =>
        {
            Assert.Equal(ScanState.Done, (await handle.GetResultAsync()).State);
            Assert.Equal(4, Calls("write ").Count(c => c == "Reward"));
            Assert.Equal(6, Calls("write ").Count(c => c == "Ownership"));
            Assert.Equal(6, Calls("write ").Count(c => c == "Collection"));
            Assert.Equal(["Collection", "Ownership", "Reward"], Calls("park ").Order());
            Assert.Empty(Calls("record "));
        });
    }

    [Fact]
    public Task Run_CanceledWhileAsking_IsRecorded()
    {
        _activities.NeedsInput = true;
        return RunAsync(async handle =>
        {
            await WaitForQuestionAsync(handle);
            await handle.CancelAsync();
            var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            Assert.IsType<CanceledFailureException>(failure.InnerException);
            Assert.Equal(["NeedsInput", "Canceled"], Calls("record "));
        });
    }

    [Fact]
    public Task Run_CanceledWhileTheRewardIsDecided_IsDoneAndWritten()
    {
        var (begun, canceled) = (new TaskCompletionSource(), new TaskCompletionSource());
        _activities.OnCallAsync = name =>
        {
            if (name != "reward")
            {
                return Task.CompletedTask;
            }

            begun.TrySetResult();
            return canceled.Task;
        };
        return RunAsync(async handle =>
        {
            await begun.Task;
            await handle.CancelAsync();
            canceled.SetResult();
            Assert.Equal(ScanState.Done, (await handle.GetResultAsync()).State);
            Assert.Equal(3, Calls("write ").Count);
        });
    }

    [Fact]
    public Task Run_RewardDecidedButItsWordLost_IsWrittenNevertheless()
    {
        _activities.Recorded = ScanState.Done;
        _activities.OnCallAsync = name => name == "reward"
            ? throw ScriptedScan.Fault("killed after the commit", isFinal: true)
            : Task.CompletedTask;
        return RunAsync(async handle =>
        {
            Assert.Equal(ScanState.Done, (await handle.GetResultAsync()).State);
            Assert.Equal(3, Calls("write ").Count);
        });
    }

    private static async Task WaitForQuestionAsync(WorkflowHandle<ScanChainWorkflow, ScanResult> handle)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (await handle.QueryAsync(w => w.State()) != ScanState.NeedsInput)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private List<string> Calls(string kind) =>
        [.. _activities.Calls.Where(c => c.StartsWith(kind, StringComparison.Ordinal)).Select(c => c[kind.Length..])];

    private async Task RunAsync(Func<WorkflowHandle<ScanChainWorkflow, ScanResult>, Task> test)
    {
        var client = fixture.Environment.Client;
        var workers = new List<TemporalWorker>
        {
            new(client, new TemporalWorkerOptions(TaskQueues.Scan).AddWorkflow<ScanChainWorkflow>()),
        };
        workers.AddRange(new[]
        {
            TaskQueues.ScanVision, TaskQueues.ScanRule, TaskQueues.ScanAnswer, TaskQueues.ScanReward,
        }.Select(q => new TemporalWorker(client, new TemporalWorkerOptions(q).AddAllActivities(_activities))));
        WorkflowHistory? history = null;
        await RunAsync(workers, async () =>
        {
            var id = Guid.NewGuid().ToString("n");
            var handle = await client.StartWorkflowAsync(
                (ScanChainWorkflow w) => w.RunAsync(new ScanInput(id, 1, null)),
                new(id: ScanChainWorkflow.IdOf(id), taskQueue: TaskQueues.Scan));
            await test(handle);
            history = await handle.FetchHistoryAsync();
        });
        workers.ForEach(w => w.Dispose());

        // Whatever the test did must replay.
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<ScanChainWorkflow>());
        await replayer.ReplayWorkflowAsync(history!);
    }

    private static Task RunAsync(IReadOnlyList<TemporalWorker> workers, Func<Task> work) => workers.Count == 0
        ? work()
        : workers[0].ExecuteAsync(() => RunAsync([.. workers.Skip(1)], work));
}
