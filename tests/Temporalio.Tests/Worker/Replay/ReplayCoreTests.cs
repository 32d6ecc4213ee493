using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Exceptions;
using Temporalio.Worker.Replay;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker.Replay;

public class ReplayCoreTests
{
    private static WorkflowCommand.StartTimer Timer(uint seq) => new(seq, TimeSpan.FromSeconds(1), null);

    private static WorkflowCommand.ScheduleActivity Activity(
        uint seq, string type, ActivityCancellationType cancellation = ActivityCancellationType.TryCancel) => new(
        seq,
        new ScheduleActivityTaskCommandAttributes { ActivityId = $"{seq}", ActivityType = new ActivityType { Name = type } },
        cancellation,
        null);

    private static WorkflowCommand.ScheduleLocalActivity Local(uint seq) => new(new LocalActivityRequest
    {
        Seq = seq,
        ActivityId = $"{seq}",
        ActivityType = "Local",
        Attempt = 1,
        Args = [],
    });

    private static ReplayCore Fed(HistoryBuilder history)
    {
        var core = new ReplayCore("queue");
        core.Feed(history.ToTask());
        return core;
    }

    private static WorkflowActivation Next(ReplayCore core) =>
        core.NextActivation() ?? throw new InvalidOperationException("No activation");

    private static IEnumerable<CommandType> Output(ReplayCore core) =>
        core.TakeOutput("n", "v").Commands.Select(c => c.CommandType);

    [Fact]
    public void NextActivation_NewRun_InitializesWithSeedAndIsNoReplay()
    {
        var core = Fed(new HistoryBuilder().Task());
        var activation = Next(core);
        var start = Assert.IsType<ActivationJob.Initialize>(Assert.Single(activation.Jobs));
        Assert.Equal(13183365550469184546, start.Seed);
        Assert.False(activation.IsReplaying);
        Assert.Equal(3, activation.HistoryLength);
        Assert.Null(core.NextActivation());
    }

    [Fact]
    public void TakeOutput_FirstTask_RecordsAllFlagsOnce()
    {
        var core = Fed(new HistoryBuilder().Task());
        Next(core);
        core.UseLangFlag(SdkFlags.ModernEventLoop);
        var output = core.TakeOutput("name", "version");
        Assert.Equal([1u, 2u, 3u], output.Metadata.CoreUsedFlags);
        Assert.Equal([2u], output.Metadata.LangUsedFlags);
        Assert.Equal("name", output.Metadata.SdkName);
        core.MarkCompleted(output);
        var second = core.TakeOutput("name", "version");
        Assert.Empty(second.Metadata.CoreUsedFlags);
        Assert.Empty(second.Metadata.LangUsedFlags);
        Assert.Equal("", second.Metadata.SdkName);
    }

    [Fact]
    public void Jobs_OfOneTask_ComeInTheOrderOfTheirKinds()
    {
        var history = new HistoryBuilder().Task().Completed().TimerStarted(1).ActivityScheduled("1", "A");
        history.TimerFired(1, 5).Signal("first").ActivityCompleted(6, "x").Signal("second").Task();
        var core = Fed(history);
        Next(core);
        core.ApplyCommands([Timer(1), Activity(1, "A")]);
        var jobs = Next(core).Jobs;
        Assert.Collection(
            jobs,
            j => Assert.Equal("first", Assert.IsType<ActivationJob.Signal>(j).Attributes.SignalName),
            j => Assert.Equal("second", Assert.IsType<ActivationJob.Signal>(j).Attributes.SignalName),
            j => Assert.IsType<ActivationJob.FireTimer>(j),
            j => Assert.IsType<ActivationJob.ResolveActivity>(j));
    }

    [Fact]
    public void Timer_CanceledInTheSameTask_LeavesNoCommand()
    {
        var core = Fed(new HistoryBuilder().Task());
        Next(core);
        core.ApplyCommands([Timer(1), new WorkflowCommand.CancelTimer(1), Timer(2)]);
        Assert.Equal([CommandType.StartTimer], Output(core));
    }

    [Fact]
    public void Timer_CanceledLater_IsCanceledOnTheServer()
    {
        var core = Fed(new HistoryBuilder().Task());
        Next(core);
        core.ApplyCommands([Timer(1)]);
        Assert.Equal([CommandType.StartTimer], Output(core));
        core.Feed(new HistoryBuilder(firstEventId: 4).Completed().TimerStarted(1).Signal("s").Task().ToTask());
        Next(core);
        core.ApplyCommands([new WorkflowCommand.CancelTimer(1)]);
        Assert.Equal([CommandType.CancelTimer], Output(core));
    }

    [Theory]
    [InlineData(ActivityCancellationType.TryCancel, 1, 1)]
    [InlineData(ActivityCancellationType.WaitCancellationCompleted, 1, 0)]
    [InlineData(ActivityCancellationType.Abandon, 0, 1)]
    public void Activity_Canceled_RequestsAndResolvesByType(ActivityCancellationType type, int requests, int resolutions)
    {
        var history = new HistoryBuilder().Task().Completed().ActivityScheduled("1", "A").Signal("s").Task();
        var core = Fed(history);
        Next(core);
        core.ApplyCommands([Activity(1, "A", type)]);
        Next(core);
        core.ApplyCommands([new WorkflowCommand.CancelActivity(1)]);
        var jobs = core.NextActivation()?.Jobs ?? [];
        Assert.Equal(resolutions, jobs.Count);
        Assert.All(jobs, j =>
        {
            var failure = Assert.IsType<ActivationJob.ResolveActivity>(j).Resolution.Failure!;
            Assert.Equal(RetryState.CancelRequested, failure.ActivityFailureInfo.RetryState);
            Assert.NotNull(failure.Cause.CanceledFailureInfo);
        });
        Assert.Equal(requests, Output(core).Count(c => c == CommandType.RequestCancelActivityTask));
    }

    [Fact]
    public void Activity_OfAnotherType_IsNondeterministic()
    {
        var core = Fed(new HistoryBuilder().Task().Completed().ActivityScheduled("1", "A").Signal("s").Task());
        Next(core);
        core.ApplyCommands([Activity(1, "B")]);
        var e = Assert.Throws<WorkflowNondeterminismException>(() => core.NextActivation());
        Assert.Contains("event 5 (ActivityTaskScheduled, id '1', type 'A')", e.Message);
        Assert.Contains("its type is 'B', in history it is 'A'", e.Message);
    }

    [Fact]
    public void Activity_OfAnotherTypeInAnOldHistory_IsLetPass()
    {
        var history = new HistoryBuilder().Task().Completed(core: []).ActivityScheduled("1", "A").Signal("s").Task();
        var core = Fed(history);
        Next(core);
        core.ApplyCommands([Activity(1, "B")]);
        Assert.NotNull(core.NextActivation());
    }

    [Fact]
    public void Command_OfAnotherKind_IsNondeterministic()
    {
        var core = Fed(new HistoryBuilder().Task().Completed().TimerStarted(1).Signal("s").Task());
        Next(core);
        core.ApplyCommands([Activity(1, "B")]);
        var e = Assert.Throws<WorkflowNondeterminismException>(() => core.NextActivation());
        Assert.Contains("history has event 5 (TimerStarted, id '1')", e.Message);
        Assert.Contains("did ScheduleActivityTask, id '1', type 'B' instead", e.Message);
    }

    [Fact]
    public void Command_Missing_IsNondeterministic()
    {
        var core = Fed(new HistoryBuilder().Task().Completed().TimerStarted(1).Signal("s").Task());
        Next(core);
        var e = Assert.Throws<WorkflowNondeterminismException>(() => core.NextActivation());
        Assert.Contains("the workflow code did nothing more", e.Message);
    }

    [Fact]
    public void Command_WithoutEvent_IsNondeterministic()
    {
        var core = Fed(new HistoryBuilder().Task().Completed().TimerStarted(1).Signal("s").Task());
        Next(core);
        core.ApplyCommands([Timer(1), Timer(2)]);
        var e = Assert.Throws<WorkflowNondeterminismException>(() => core.NextActivation());
        Assert.Contains("did StartTimer, id '2', but no such event follows", e.Message);
    }

    [Theory]
    [InlineData(new uint[] { 3 }, true)]
    [InlineData(new uint[0], false)]
    public void Terminal_BeforeOtherCommands_IsMovedOnlyWithTheFlag(uint[] flags, bool moved)
    {
        var history = new HistoryBuilder().Task().Completed(core: flags);
        history = (moved ? history.TimerStarted(1) : history).WorkflowCompleted();
        var core = Fed(history);
        Next(core);
        core.ApplyCommands([new WorkflowCommand.Complete(null), Timer(1)]);
        Assert.Null(core.NextActivation());
        Assert.True(core.IsClosed);
    }

    [Fact]
    public void Patch_MarkerAhead_IsNotifiedBeforeTheCodeRuns()
    {
        var core = Fed(new HistoryBuilder().Task().Completed().Patch("p", false).VersionAttribute().TimerStarted(1)
            .TimerFired(1, 7).Task());
        var activation = Next(core);
        Assert.True(activation.IsReplaying);
        Assert.Contains(activation.Jobs, j => j is ActivationJob.NotifyHasPatch { PatchId: "p" });
        core.ApplyCommands(
            [new WorkflowCommand.SetPatchMarker("p", false), new WorkflowCommand.SetPatchMarker("p", false), Timer(1)]);
        Assert.IsType<ActivationJob.FireTimer>(Assert.Single(Next(core).Jobs));
    }

    [Fact]
    public void Patch_DeprecatedMarkerWithoutCall_IsSkippedWithItsAttribute()
    {
        var core = Fed(new HistoryBuilder().Task().Completed().Patch("p", true).VersionAttribute().TimerStarted(1)
            .TimerFired(1, 7).Task());
        Next(core);
        core.ApplyCommands([Timer(1)]);
        Assert.NotNull(core.NextActivation());
    }

    [Fact]
    public void Patch_MarkerWithoutCall_IsNondeterministic()
    {
        var core = Fed(new HistoryBuilder().Task().Completed().Patch("p", false).TimerStarted(1).Task());
        Next(core);
        core.ApplyCommands([Timer(1)]);
        var e = Assert.Throws<WorkflowNondeterminismException>(() => core.NextActivation());
        Assert.Contains("MarkerRecorded, patch 'p'", e.Message);
    }

    [Fact]
    public void Patch_InANewTask_WritesMarkerAndSortedList()
    {
        var core = Fed(new HistoryBuilder().Task());
        Next(core);
        core.ApplyCommands([new WorkflowCommand.SetPatchMarker("b", false), new WorkflowCommand.SetPatchMarker("a", true)]);
        var commands = core.TakeOutput("n", "v").Commands;
        Assert.Equal("""{"id":"b","deprecated":false}""", commands[0].RecordMarkerCommandAttributes
            .Details["patch-data"].Payloads_[0].Data.ToStringUtf8());
        Assert.Equal("""["a","b"]""", commands[3].UpsertWorkflowSearchAttributesCommandAttributes
            .SearchAttributes.IndexedFields["TemporalChangeVersion"].Data.ToStringUtf8());
    }

    [Fact]
    public void Local_OnReplay_ResolvesInOrderOfTheMarkers()
    {
        var core = Fed(new HistoryBuilder().Task().Completed().LocalMarker(2, "two").LocalMarker(1, "one")
            .TimerStarted(1).TimerFired(1, 7).Task());
        Next(core);
        core.ApplyCommands([Local(1), Local(2)]);
        Assert.Empty(core.TakeLocalActivityRequests());
        var first = Next(core);
        Assert.Equal(2u, Assert.IsType<ActivationJob.ResolveLocalActivity>(Assert.Single(first.Jobs)).Seq);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(102), first.Timestamp);
        Assert.Equal(1u, Assert.IsType<ActivationJob.ResolveLocalActivity>(Assert.Single(Next(core).Jobs)).Seq);
        core.ApplyCommands([Timer(1)]);
        Assert.IsType<ActivationJob.FireTimer>(Assert.Single(Next(core).Jobs));
    }

    [Fact]
    public void Local_InANewTask_IsHandedOutOnceAndMarked()
    {
        var core = Fed(new HistoryBuilder().Task());
        Next(core);
        core.ApplyCommands([Local(1)]);
        Assert.Null(core.NextActivation());
        Assert.Single(core.TakeLocalActivityRequests());
        Assert.Empty(core.TakeLocalActivityRequests());
        Assert.True(core.HasPendingLocalActivities);
        core.ResolveLocalActivity(1, new(HistoryBuilder.Json("r")), 1, TimeSpan.FromSeconds(2));
        var activation = Next(core);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(5), activation.Timestamp);
        Assert.False(core.HasPendingLocalActivities);
        Assert.Equal([CommandType.RecordMarker], Output(core));
    }

    [Fact]
    public void Local_Failed_IsSeenAsAnActivityFailure()
    {
        var core = Fed(new HistoryBuilder().Task());
        Next(core);
        core.ApplyCommands([Local(1)]);
        core.TakeLocalActivityRequests();
        core.ResolveLocalActivity(1, new(Failure: FailureMaker.Application("bad")), 3, TimeSpan.Zero);
        var job = Assert.IsType<ActivationJob.ResolveLocalActivity>(Assert.Single(Next(core).Jobs));
        Assert.Equal("bad", job.Resolution.Failure!.Cause.Message);
        Assert.Equal("Local", job.Resolution.Failure.ActivityFailureInfo.ActivityType.Name);
        // The marker has the bare failure, as the official library writes it.
        Assert.Equal("bad", core.TakeOutput("n", "v").Commands[0].RecordMarkerCommandAttributes.Failure.Message);
    }

    [Fact]
    public void Update_OnReplay_ComesWithItsTaskAndWithoutValidation()
    {
        var core = Fed(new HistoryBuilder().Task().Completed().TimerStarted(1).Task().Completed()
            .UpdateAccepted("u", 6).UpdateCompleted("u").Task());
        Next(core);
        core.ApplyCommands([Timer(1)]);
        var update = Assert.IsType<ActivationJob.DoUpdate>(Assert.Single(Next(core).Jobs));
        Assert.False(update.RunValidator);
        core.ApplyCommands(
            [new WorkflowCommand.AcceptUpdate("u"), new WorkflowCommand.CompleteUpdate("u", HistoryBuilder.Json(1))]);
        Assert.Null(core.NextActivation());
        Assert.Empty(core.TakeOutput("n", "v").Messages);
    }

    [Fact]
    public void Update_InANewTask_IsAnsweredByMessages()
    {
        var core = new ReplayCore("queue");
        var message = new Message
        {
            Id = "u/request",
            ProtocolInstanceId = "u",
            EventId = 2,
            Body = Any.Pack(HistoryBuilder.Request("u")),
        };
        core.Feed(new ReplayTask(new HistoryBuilder().Task().Build(), [message], []));
        var update = Next(core).Jobs.OfType<ActivationJob.DoUpdate>().Single();
        Assert.True(update.RunValidator);
        core.ApplyCommands(
            [new WorkflowCommand.AcceptUpdate("u"), new WorkflowCommand.CompleteUpdate("u", HistoryBuilder.Json(1))]);
        var output = core.TakeOutput("n", "v");
        Assert.Equal(["u/request/accept", "u/request/complete"], output.Messages.Select(m => m.Id));
        Assert.Equal(
            ["u/request/accept", "u/request/complete"],
            output.Commands.Select(c => c.ProtocolMessageCommandAttributes.MessageId));
        Assert.Equal(2, output.Messages[0].Body.Unpack<Acceptance>().AcceptedRequestSequencingEventId);
    }

    [Fact]
    public void Update_RejectedInASpeculativeTask_LeavesNothing()
    {
        var core = Fed(new HistoryBuilder().Task());
        Next(core);
        core.ApplyCommands([Timer(1)]);
        Output(core);
        var second = new HistoryBuilder(firstEventId: 4).Completed().TimerStarted(1).Task();
        var message = new Message { Id = "m", ProtocolInstanceId = "u", EventId = 6, Body = Any.Pack(HistoryBuilder.Request("u")) };
        core.Feed(new ReplayTask(second.Build(), [message], []));
        Next(core);
        core.ApplyCommands([new WorkflowCommand.RejectUpdate("u", FailureMaker.Application("no"))]);
        Assert.Equal("m/reject", Assert.Single(core.TakeOutput("n", "v").Messages).Id);
        core.ResetTo(5);
        core.Feed(new HistoryBuilder(firstEventId: 6).TimerFired(1, 5).Task().ToTask());
        Assert.IsType<ActivationJob.FireTimer>(Assert.Single(Next(core).Jobs));
        Assert.Empty(Output(core));
    }

    [Fact]
    public void Query_BetweenTasks_LeavesUnprocessedEventsForTheNextTask()
    {
        var core = new ReplayCore("queue");
        var history = new HistoryBuilder().Task().Completed().TimerStarted(1).Signal("s").Build();
        core.Feed(new ReplayTask(history, [], [new ActivationJob.Query("q", "Q", [], null)]));
        Next(core);
        core.ApplyCommands([Timer(1)]);
        Assert.Null(core.NextActivation());
        Assert.IsType<ActivationJob.Query>(Assert.Single(core.NextQueryActivation()!.Jobs));
        core.Feed(new HistoryBuilder(firstEventId: 7).Task().ToTask());
        Assert.IsType<ActivationJob.Signal>(Assert.Single(Next(core).Jobs));
        Assert.False(core.IsReplaying);
    }

    [Fact]
    public void Feed_WithAGap_Throws()
    {
        var core = Fed(new HistoryBuilder().Task());
        Assert.Throws<InvalidOperationException>(() => core.Feed(new HistoryBuilder(firstEventId: 6).Task().ToTask()));
    }

    [Fact]
    public void Reset_OfTheRun_ReseedsRandomness()
    {
        var history = new HistoryBuilder().Task().Add(EventType.WorkflowTaskFailed, e =>
            e.WorkflowTaskFailedEventAttributes = new()
            {
                Cause = WorkflowTaskFailedCause.ResetWorkflow,
                NewRunId = "0190f0c5-7c1e-7b6e-9c1a-2f3b4c5d6e7f",
            }).Task();
        var seed = Next(Fed(history)).Jobs.OfType<ActivationJob.UpdateRandomSeed>().Single().Seed;
        Assert.Equal(13187073871698532839, seed);
    }

    [Fact]
    public void UnknownEvent_NotIgnorable_FailsTheTask()
    {
        var history = new HistoryBuilder().Add((EventType)9999, _ => { }).Task();
        Assert.Throws<WorkflowNondeterminismException>(() => Fed(history).NextActivation());
        history = new HistoryBuilder().Add((EventType)9999, e => e.WorkerMayIgnore = true).Task();
        Assert.NotNull(Fed(history).NextActivation());
    }
}
