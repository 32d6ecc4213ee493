using Grpc.Core;
using static OpsFlow.Engine.Tests.Protocol.ProtocolServer;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>Polls of workers.</summary>
[Collection(nameof(AloneCollection))]
public class PollTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Poll_WithoutDeadline_IsInvalid(bool workflows)
    {
        await using var server = await StartAsync();

        var error = await FailsAsync(PollAsync(server, workflows, Timeout.InfiniteTimeSpan));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal("Context timeout is not set.", error.Status.Detail);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Poll_TooLittleTime_IsAFailedPrecondition(bool workflows)
    {
        await using var server = await StartAsync();

        var error = await FailsAsync(PollAsync(server, workflows, TimeSpan.FromSeconds(1.5)));

        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Equal("Context timeout is too short.", error.Status.Detail);
    }

    [Fact]
    public async Task PollWorkflowTaskQueue_WaitedLong_AdvisesFewerPollers()
    {
        await using var server = await StartAsync();
        var poll = server.Calls.PollWorkflowAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        await server.Calls.StartWorkflowAsync("w");

        Assert.Equal(-1, (await poll).PollerScalingDecision?.PollRequestDeltaSuggestion);
    }

    [Fact]
    public async Task PollActivityTaskQueue_WaitedLong_AdvisesFewerPollers()
    {
        await using var server = await StartAsync();
        var poll = server.Calls.PollActivityAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        await server.StartAndCompleteTaskAsync("w", Commands.Activity("a"));

        Assert.Equal(-1, (await poll).PollerScalingDecision?.PollRequestDeltaSuggestion);
    }

    [Fact]
    public async Task PollWorkflowTaskQueue_OldTasksWait_AdvisesMorePollers()
    {
        await using var server = await StartAsync();
        for (var i = 0; i < 10; i++)
        {
            await server.Calls.StartWorkflowAsync($"w{i}");
        }

        await Task.Delay(TimeSpan.FromSeconds(1));
        var task = await server.Calls.PollWorkflowAsync();

        Assert.Equal(1, task.PollerScalingDecision?.PollRequestDeltaSuggestion);
    }

    [Fact]
    public async Task PollWorkflowTaskQueue_NothingWaits_AdvisesNothing()
    {
        await using var server = await StartAsync();
        await server.Calls.StartWorkflowAsync("w");

        var task = await server.Calls.PollWorkflowAsync();

        Assert.Null(task.PollerScalingDecision);
    }

    [Fact]
    public async Task PollWorkflowTaskQueue_HistoryIsAsLongAsConfigured_SuggestsContinueAsNew()
    {
        const int events = 12;
        await using var server = await StartAsync(
            new EngineOptions { SuggestContinueAsNewAt = events },
            "--dynamic-config-value", $"limit.historyCount.suggestContinueAsNew={events}");
        await server.StartAndCompleteTaskAsync("w");
        await server.Calls.SignalAsync("w", "s");
        var second = await server.Calls.PollWorkflowAsync();
        await server.Calls.CompleteAsync(second);
        for (var i = 0; i < events; i++)
        {
            await server.Calls.SignalAsync("w", "s");
        }

        var third = await server.Calls.PollWorkflowAsync();

        Assert.False(SuggestsContinueAsNew(second));
        Assert.True(SuggestsContinueAsNew(third));
    }

    [Fact]
    public async Task RespondWorkflowTaskCompleted_BadCommand_TheFailureHasNoSource()
    {
        await using var server = await StartAsync();
        await server.Calls.StartWorkflowAsync("w");
        var task = await server.Calls.PollWorkflowAsync();

        await FailsAsync(server.Calls.CompleteAsync(task, Commands.CancelTimer("unknown")));

        var failed = (await server.Calls.HistoryAsync("w")).Single(e => e.EventType == EventType.WorkflowTaskFailed);
        Assert.Equal("", failed.WorkflowTaskFailedEventAttributes.Failure.Source);
    }

    private static bool SuggestsContinueAsNew(PollWorkflowTaskQueueResponse task) =>
        task.History.Events[^1].WorkflowTaskStartedEventAttributes.SuggestContinueAsNew;

    private static Task PollAsync(ProtocolServer server, bool workflows, TimeSpan timeout) =>
        workflows ? server.Calls.PollWorkflowAsync(timeout) : server.Calls.PollActivityAsync(timeout);
}
