using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Tests.Histories;

public class ActivityControlTests
{
    [Fact]
    public async Task PauseActivity_Waiting_IsHandedOutOnlyAfterUnpause()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("w");
        await server.CompleteAsync(await server.PollWorkflowAsync(), Commands.Activity("a"));
        await server.CallAsync(
            "PauseActivity",
            new PauseActivityRequest { Namespace = TestServer.Namespace, Execution = Execution, Id = "a", Reason = "why" },
            PauseActivityResponse.Parser);

        var nothing = await TestServer.OrNothingAsync(server.PollActivityAsync(TimeSpan.FromSeconds(3)));
        var described = await server.DescribeAsync("w");
        await server.CallAsync(
            "UnpauseActivity",
            new UnpauseActivityRequest { Namespace = TestServer.Namespace, Execution = Execution, Id = "a" },
            UnpauseActivityResponse.Parser);
        var task = await server.PollActivityAsync();

        Assert.True(nothing is null || nothing.TaskToken.IsEmpty);
        Assert.Equal(PendingActivityState.Paused, described.PendingActivities[0].State);
        Assert.Equal("why", described.PendingActivities[0].PauseInfo.Manual.Reason);
        Assert.Equal("a", task.ActivityId);
    }

    [Fact]
    public async Task ResetActivity_BackingOff_BeginsAgainAtOnceWithTheFirstAttempt()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("w");
        await server.CompleteAsync(
            await server.PollWorkflowAsync(),
            Commands.Activity("a", retry: new RetryPolicy { InitialInterval = new() { Seconds = 600 } }));
        var first = await server.PollActivityAsync();
        await server.CallAsync(
            "RespondActivityTaskFailed",
            new RespondActivityTaskFailedRequest { TaskToken = first.TaskToken, Failure = new Failure { Message = "no" } },
            RespondActivityTaskFailedResponse.Parser);

        await server.CallAsync(
            "ResetActivity",
            new ResetActivityRequest { Namespace = TestServer.Namespace, Execution = Execution, Id = "a" },
            ResetActivityResponse.Parser);
        var second = await server.PollActivityAsync();

        Assert.Equal(1, second.Attempt);
    }

    [Fact]
    public async Task UpdateActivityOptions_Timeout_IsWhatTheNextAttemptHas()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("w");
        await server.CompleteAsync(await server.PollWorkflowAsync(), Commands.Activity("a"));

        await server.CallAsync(
            "UpdateActivityOptions",
            new UpdateActivityOptionsRequest
            {
                Namespace = TestServer.Namespace,
                Execution = Execution,
                Type = "Activity",
                ActivityOptions = new() { StartToCloseTimeout = new() { Seconds = 77 } },
                UpdateMask = new() { Paths = { "start_to_close_timeout" } },
            },
            UpdateActivityOptionsResponse.Parser);
        var task = await server.PollActivityAsync();

        Assert.Equal(77, task.StartToCloseTimeout.Seconds);
    }

    private static WorkflowExecution Execution => new() { WorkflowId = "w" };
}
