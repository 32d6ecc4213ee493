using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Workflow.V1;
using static OpsFlow.Engine.Tests.Protocol.ProtocolServer;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>Activities that an operator has paused, or whose options he changed.</summary>
public class PausedActivityTests
{
    [Fact]
    public async Task RespondActivityTaskFailed_PausedAtItsLastAttempt_StaysPending()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync(
            "w", Commands.Activity("a", retry: new RetryPolicy { MaximumAttempts = 1 }));
        var task = await server.Calls.PollActivityAsync();
        await server.Calls.PauseAsync("w", "a");

        await FailAsync(server, task);

        var pending = await PendingAsync(server);
        Assert.Equal(PendingActivityState.Paused, pending.State);
        Assert.Equal(2, pending.Attempt);
        Assert.Equal("failed", pending.LastFailure?.Message);
        Assert.Equal(EventType.ActivityTaskScheduled, (await server.Calls.EventTypesAsync("w"))[^1]);
    }

    [Fact]
    public async Task RecordActivityTaskHeartbeat_PausedOrReset_TellsTheWorker()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync("w", Commands.Activity("a"));
        var task = await server.Calls.PollActivityAsync();
        var beat = new RecordActivityTaskHeartbeatRequest { TaskToken = task.TaskToken };
        await server.Calls.PauseAsync("w", "a");
        var paused = await server.Calls.CallAsync<RecordActivityTaskHeartbeatResponse>(beat);

        await server.Calls.UnpauseAsync("w", "a");
        await server.Calls.CallAsync<ResetActivityResponse>(
            new ResetActivityRequest { Execution = TestServer.Execution("w"), Id = "a" });
        var reset = await server.Calls.CallAsync<RecordActivityTaskHeartbeatResponse>(beat);

        Assert.Equal((true, false), (paused.ActivityPaused, paused.ActivityReset));
        Assert.Equal((false, true), (reset.ActivityPaused, reset.ActivityReset));
    }

    [Fact]
    public async Task RespondActivityTaskFailed_PausedAndNonRetryable_Ends()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync(
            "w", Commands.Activity("a", retry: new RetryPolicy { MaximumAttempts = 1 }));
        var task = await server.Calls.PollActivityAsync();
        await server.Calls.PauseAsync("w", "a");

        await FailAsync(server, task, nonRetryable: true);

        Assert.Contains(EventType.ActivityTaskFailed, await server.Calls.EventTypesAsync("w"));
    }

    [Fact]
    public async Task PauseActivity_AttemptRunsOverItsTime_StaysPending()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync(
            "w", Commands.Activity("a", TimeSpan.FromSeconds(2), new RetryPolicy { MaximumAttempts = 1 }));
        var task = await server.Calls.PollActivityAsync();
        await server.Calls.PauseAsync("w", "a");

        // Its time-out comes while nobody would see an end of it otherwise than by a task of the workflow.
        Assert.Null(await NextTaskAsync(server, TimeSpan.FromSeconds(5)));

        var pending = await PendingAsync(server);
        Assert.Equal(PendingActivityState.PauseRequested, pending.State);
        Assert.Equal(1, pending.Attempt);
        await server.Calls.CompleteActivityAsync(task.TaskToken);
        Assert.Equal(EventType.ActivityTaskCompleted, (await server.Calls.EventTypesAsync("w"))[^2]);
    }

    // The official server forgets this time-out: the activity hangs until its worker answers.
    [Fact]
    public async Task UnpauseActivity_AttemptWasOverItsTime_TimesOut()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync(
            "w", Commands.Activity("a", TimeSpan.FromSeconds(2), new RetryPolicy { MaximumAttempts = 1 }));
        await server.Calls.PollActivityAsync();
        await server.Calls.PauseAsync("w", "a");
        Assert.Null(await NextTaskAsync(server, TimeSpan.FromSeconds(5)));

        await server.Calls.UnpauseAsync("w", "a");

        var next = await server.Calls.PollWorkflowAsync(TimeSpan.FromSeconds(20));
        Assert.Contains(next.History.Events, e => e.EventType == EventType.ActivityTaskTimedOut);
    }

    [Fact]
    public async Task PauseActivity_WholeTimeIsOver_StaysPending()
    {
        await using var server = await StartAsync();
        var command = Commands.Activity("a");
        command.ScheduleActivityTaskCommandAttributes.ScheduleToCloseTimeout = Duration.FromTimeSpan(
            TimeSpan.FromSeconds(2));
        await server.StartAndCompleteTaskAsync("w", command);
        await server.Calls.PauseAsync("w", "a");

        Assert.Null(await NextTaskAsync(server, TimeSpan.FromSeconds(5)));

        Assert.Equal(PendingActivityState.Paused, (await PendingAsync(server)).State);
    }

    [Fact]
    public async Task UpdateActivityOptions_WhileBackingOff_MakesItDueByTheNewInterval()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync(
            "w",
            Commands.Activity(
                "a", retry: new RetryPolicy { InitialInterval = Duration.FromTimeSpan(TimeSpan.FromHours(1)) }));
        var task = await server.Calls.PollActivityAsync();
        await FailAsync(server, task);

        await server.Calls.CallAsync<UpdateActivityOptionsResponse>(new UpdateActivityOptionsRequest
        {
            Execution = TestServer.Execution("w"),
            Id = "a",
            ActivityOptions = new()
            {
                RetryPolicy = new RetryPolicy { InitialInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) },
            },
            UpdateMask = new FieldMask { Paths = { "retry_policy.initial_interval" } },
        });

        var again = await server.Calls.PollActivityAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(2, again.Attempt);
    }

    private static async Task<PollWorkflowTaskQueueResponse?> NextTaskAsync(ProtocolServer server, TimeSpan patience)
    {
        var task = await TestServer.OrNothingAsync(server.Calls.PollWorkflowAsync(patience));
        return task is { TaskToken.IsEmpty: false } ? task : null;
    }

    private static Task FailAsync(
        ProtocolServer server, PollActivityTaskQueueResponse task, bool nonRetryable = false) =>
        server.Calls.CallAsync<RespondActivityTaskFailedResponse>(new RespondActivityTaskFailedRequest
        {
            TaskToken = task.TaskToken,
            Failure = new() { Message = "failed", ApplicationFailureInfo = new() { NonRetryable = nonRetryable } },
        });

    private static async Task<PendingActivityInfo> PendingAsync(ProtocolServer server) =>
        Assert.Single((await server.Calls.DescribeAsync("w")).PendingActivities);
}
