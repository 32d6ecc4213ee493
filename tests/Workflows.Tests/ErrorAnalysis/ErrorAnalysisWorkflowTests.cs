using OpsFlow.Workflows.ErrorAnalysis;
using OpsFlow.Workflows.Shared;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace OpsFlow.Workflows.Tests.ErrorAnalysis;

[Collection(TimeSkippingFixture.Name)]
public sealed class ErrorAnalysisWorkflowTests(TimeSkippingFixture fixture)
{
    private readonly ScriptedActivities _activities = new();

    private static Decision Approve(string hash = ScriptedActivities.PatchHash, string by = "mina") =>
        new(DecisionKind.Approve, by, "slack", hash);

    [Fact]
    public Task Run_ApprovedBySignal_IsPublished() => RunAsync(async handle =>
    {
        await WaitForApprovalAsync(handle);
        await handle.SignalAsync(w => w.DecideAsync(Approve()));

        var result = await handle.GetResultAsync();

        Assert.Equal(new ErrorAnalysisResult(AnalysisState.Published, "opsflow/fix-1"), result);
        Assert.Equal(
            ["Cloning", "Indexing", "Analyzing", "Validating", "AwaitingApproval", "Publishing", "Published"],
            Calls("record "));
        Assert.Equal(["patch-1 by mina"], Calls("publish "));
        Assert.Equal(["AwaitingApproval", "Publishing", "Published"], Calls("notify "));
        Assert.Equal("clean up", _activities.Calls.Last());
        var timeline = await handle.QueryAsync(w => w.Timeline());
        Assert.Equal(AnalysisState.Received, timeline[0].State);
        Assert.Equal(AnalysisState.Published, timeline[^1].State);
    });

    [Fact]
    public Task Run_DecisionThatOurApiDidNotTake_IsVoidAndKeepsNoOtherFromCounting() => RunAsync(async handle =>
    {
        await WaitForApprovalAsync(handle);
        await handle.SignalAsync(w => w.DecideAsync(Approve(ScriptedActivities.PatchHash, ScriptedActivities.Forger)));
        var refused = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => handle.ExecuteUpdateAsync(
            w => w.SubmitDecisionAsync(Approve(ScriptedActivities.PatchHash, ScriptedActivities.Forger))));
        Assert.Equal("void", refused.InnerException!.Message);
        await handle.SignalAsync(w => w.DecideAsync(Approve()));

        Assert.Equal(AnalysisState.Published, (await handle.GetResultAsync()).State);
        Assert.Equal(["patch-1 by mina"], Calls("publish "));
    });

    [Fact]
    public Task Run_RejectedByUpdate_IsRecordedWithTheReason() => RunAsync(async handle =>
    {
        await WaitForApprovalAsync(handle);
        var receipt = await handle.ExecuteUpdateAsync(w => w.SubmitDecisionAsync(
            new Decision(
                DecisionKind.Reject, "console administrator", "console", ScriptedActivities.PatchHash, "too risky")));
        Assert.True(receipt.Accepted);
        Assert.Equal(new ErrorAnalysisResult(AnalysisState.Rejected, "too risky"), await handle.GetResultAsync());
        Assert.Empty(Calls("publish "));
    });

    [Fact]
    public Task Run_NobodyDecides_RemindsOnceThenExpires() => RunAsync(async handle =>
    {
        var result = await handle.GetResultAsync();
        Assert.Equal(AnalysisState.Expired, result.State);
        Assert.Equal(["AwaitingApproval", "AwaitingApproval reminder", "Expired"], Calls("notify "));
        var timeline = await handle.QueryAsync(w => w.Timeline());
        var waited = timeline[^1].At - timeline.Single(e => e.State == AnalysisState.AwaitingApproval).At;
        Assert.InRange(waited, TimeSpan.FromHours(72), TimeSpan.FromHours(72.1));
    });

    [Fact]
    public Task Run_NoFixProposed_EndsWithTheReason()
    {
        _activities.Analyze = _ => new(false, 0.4, "a.cs", "there is no safe rule");
        return RunAsync(async handle =>
        {
            Assert.Equal(
                new ErrorAnalysisResult(AnalysisState.NoFix, "there is no safe rule"), await handle.GetResultAsync());
            Assert.Empty(Calls("patch "));
        });
    }

    [Fact]
    public Task Run_PatchRefuted_EndsWithTheReason()
    {
        _activities.Patch = _ => new(false, "", "StillRed", "The proposed fix does not help.");
        return RunAsync(async handle =>
            Assert.Equal(AnalysisState.NoFix, (await handle.GetResultAsync()).State));
    }

    [Fact]
    public Task Run_BaseMoved_AnalysesAgainAndAsksAgain()
    {
        _activities.Publish = p => p.Round == 1
            ? new(false, "b", "", null, "main changed where the fix applies")
            : new(true, "b", "c", "https://example.org/pull/1", null);
        return RunAsync(async handle =>
        {
            await WaitForApprovalAsync(handle);
            await handle.SignalAsync(w => w.DecideAsync(Approve()));
            await UntilAsync(() => _activities.Calls.Contains("patch 2"));
            await WaitForApprovalAsync(handle);
            // A click on the first round's message is void.
            await handle.SignalAsync(w => w.DecideAsync(Approve("patch-1", "late")));
            await handle.SignalAsync(w => w.DecideAsync(Approve("patch-2", "mina")));
            var result = await handle.GetResultAsync();
            Assert.Equal(new ErrorAnalysisResult(AnalysisState.Published, "https://example.org/pull/1"), result);
            Assert.Equal(["patch-1 by mina", "patch-2 by mina"], Calls("publish "));
        });
    }

    [Fact]
    public Task Run_TwoDecisions_TheFirstCounts()
    {
        // The run must not end before the second decision is there.
        var both = new TaskCompletionSource();
        var publish = _activities.Publish;
        _activities.Publish = p =>
        {
            both.Task.Wait(TimeSpan.FromMinutes(3));
            return publish(p);
        };
        return RunAsync(async handle =>
        {
            await WaitForApprovalAsync(handle);
            var first = Approve(by: "first");
            await handle.SignalAsync(w => w.DecideAsync(first));
            await handle.SignalAsync(w => w.DecideAsync(
                new Decision(DecisionKind.Reject, "second", "slack", ScriptedActivities.PatchHash)));
            both.SetResult();
            await handle.GetResultAsync();
            Assert.Equal(["patch-1 by first"], Calls("publish "));
        });
    }

    [Fact]
    public Task Run_SecondDecisionIsCheckedSooner_TheFirstStillCounts()
    {
        var isSecondTaken = new TaskCompletionSource();
        _activities.Check = decision =>
        {
            if (decision.By == "first")
            {
                isSecondTaken.Task.Wait(TimeSpan.FromMinutes(3));
            }
        };
        return RunAsync(async handle =>
        {
            await WaitForApprovalAsync(handle);
            var first = Approve(by: "first");
            await handle.SignalAsync(w => w.DecideAsync(first));
            await handle.SignalAsync(w => w.DecideAsync(
                new Decision(DecisionKind.Reject, "second", "slack", ScriptedActivities.PatchHash)));
            await UntilAsync(() => IsCheckOfSecondTakenAsync(handle));
            isSecondTaken.SetResult();
            await handle.GetResultAsync();
            Assert.Equal(["patch-1 by first"], Calls("publish "));
        });
    }

    // The task that follows the end of the only check that can have ended.
    private static async Task<bool> IsCheckOfSecondTakenAsync(WorkflowHandle handle)
    {
        var events = (await handle.FetchHistoryAsync()).Events.ToList();
        var checks = events.Where(e => e.ActivityTaskScheduledEventAttributes?.ActivityType.Name == "CheckDecision")
            .Select(e => e.EventId).ToList();
        var end = events.FindIndex(e => checks.Contains(
            e.ActivityTaskCompletedEventAttributes?.ScheduledEventId ?? 0));
        return end >= 0 && events.Skip(end).Any(e => e.WorkflowTaskCompletedEventAttributes is not null);
    }

    [Fact]
    public Task SubmitDecision_WrongPatchOrTooEarly_IsRefusedAndLeavesNoTrace()
    {
        var go = new TaskCompletionSource();
        _activities.Clone = _ => go.Task.Wait(TimeSpan.FromMinutes(3));
        return RunAsync(async handle =>
        {
            await UntilAsync(() => _activities.Calls.Contains("clone 1"));
            var early = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(
                () => handle.ExecuteUpdateAsync(w => w.SubmitDecisionAsync(Approve())));
            Assert.Equal(
                WorkflowErrors.AnswerRefused, Assert.IsType<ApplicationFailureException>(early.InnerException)
                    .ErrorType);
            go.SetResult();
            await WaitForApprovalAsync(handle);
            await Assert.ThrowsAsync<WorkflowUpdateFailedException>(
                () => handle.ExecuteUpdateAsync(w => w.SubmitDecisionAsync(Approve("another patch"))));
            var history = await handle.FetchHistoryAsync();
            Assert.DoesNotContain(history.Events, e => e.WorkflowExecutionUpdateAcceptedEventAttributes is not null);
            await handle.SignalAsync(w => w.DecideAsync(Approve()));
            await handle.GetResultAsync();
        });
    }

    [Fact]
    public Task Run_ActivityFails_EndsAsFailedAndSaysWhy()
    {
        _activities.Clone = _ => throw ScriptedActivities.Final("the repository is gone");
        return RunAsync(async handle =>
        {
            Assert.Equal(
                new ErrorAnalysisResult(AnalysisState.Failed, "Clone: the repository is gone"),
                await handle.GetResultAsync());
            Assert.Contains("notify Failed", _activities.Calls);
        });
    }

    [Fact]
    public Task Run_ChatIsDown_DecisionStillWorks()
    {
        _activities.Notify = _ => throw ScriptedActivities.Final("channel_not_found");
        return RunAsync(async handle =>
        {
            await WaitForApprovalAsync(handle);
            await handle.SignalAsync(w => w.DecideAsync(Approve()));
            Assert.Equal(AnalysisState.Published, (await handle.GetResultAsync()).State);
            Assert.Contains(
                await handle.QueryAsync(w => w.Timeline()), e =>
                    e.Detail?.Contains("could not be sent", StringComparison.Ordinal) == true);
        });
    }

    [Fact]
    public Task Run_ChatStaysDown_DecisionIsNotHeldUp()
    {
        _activities.Notify = _ => throw new ApplicationFailureException("Slack answers HTTP 503");
        return RunAsync(async handle =>
        {
            await WaitForApprovalAsync(handle);
            await handle.SignalAsync(w => w.DecideAsync(Approve()));
            Assert.Equal(AnalysisState.Published, (await handle.GetResultAsync()).State);
            var timeline = await handle.QueryAsync(w => w.Timeline());
            DateTime Entered(AnalysisState state) => timeline.First(e => e.State == state).At;
            var published = Entered(AnalysisState.Published) - Entered(AnalysisState.AwaitingApproval);
            Assert.InRange(published, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        });
    }

    [Fact]
    public Task Run_Canceled_IsRecordedAndCleanedUp() => RunAsync(async handle =>
    {
        await WaitForApprovalAsync(handle);
        await handle.CancelAsync();
        var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.IsType<CanceledFailureException>(error.InnerException);
        Assert.Contains("record Canceled", _activities.Calls);
        Assert.Equal("clean up", _activities.Calls.Last());
    });

    [Fact]
    public Task OccurredAgain_WhileWaiting_UpdatesTheMessageOnceForABurst() => RunAsync(async handle =>
    {
        await WaitForApprovalAsync(handle);
        foreach (var n in new long[] { 2, 5, 10, 4 })
        {
            await handle.SignalAsync(w => w.OccurredAgainAsync(n));
        }

        Assert.Equal(10, await handle.QueryAsync(w => w.Occurrences()));
        await fixture.Environment.DelayAsync(TimeSpan.FromSeconds(30));
        await UntilAsync(() => Calls("notify ").Count >= 2);
        await handle.SignalAsync(w => w.DecideAsync(Approve()));
        await handle.GetResultAsync();
        Assert.Equal(2, Calls("notify ").Count(c => c == "AwaitingApproval"));
    });

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!await condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private static async Task WaitForApprovalAsync(WorkflowHandle<ErrorAnalysisWorkflow, ErrorAnalysisResult> handle)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (await handle.QueryAsync(w => w.State()) != AnalysisState.AwaitingApproval)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private List<string> Calls(string kind) =>
        [.. _activities.Calls.Where(c => c.StartsWith(kind, StringComparison.Ordinal)).Select(c => c[kind.Length..])];

    private async Task RunAsync(Func<WorkflowHandle<ErrorAnalysisWorkflow, ErrorAnalysisResult>, Task> test)
    {
        var client = fixture.Environment.Client;
        var queue = $"queue-{Guid.NewGuid():n}";
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions(queue)
            .AddWorkflow<ErrorAnalysisWorkflow>().AddAllActivities(_activities));
        using var light = new TemporalWorker(
            client, new TemporalWorkerOptions(TaskQueues.LightOf(queue)).AddAllActivities(_activities));
        WorkflowHistory? history = null;
        await light.ExecuteAsync(() => worker.ExecuteAsync(async () =>
        {
            var input = new ErrorAnalysisInput("a1", "shop", "System.Exception");
            var handle = await client.StartWorkflowAsync(
                (ErrorAnalysisWorkflow w) => w.RunAsync(input), new(id: $"ea-{Guid.NewGuid():n}", taskQueue: queue));
            await test(handle);
            history = await handle.FetchHistoryAsync();
        }));

        // Whatever the test did must replay.
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<ErrorAnalysisWorkflow>());
        await replayer.ReplayWorkflowAsync(history!);
    }
}
