using System.Diagnostics;
using Grpc.Core;
using static OpsFlow.Engine.Tests.Protocol.ProtocolServer;
using static OpsFlow.Engine.Tests.UpdateMessages;
using Stage = Temporalio.Api.Enums.V1.UpdateWorkflowExecutionLifecycleStage;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>Updates as their callers see them.</summary>
public class UpdateTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(Stage.Accepted)]
    [InlineData(Stage.Completed)]
    public async Task UpdateWorkflowExecution_NobodyAnswers_EndsByTheCallersDeadline(Stage stage)
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync("w");

        var error = await FailsAsync(server.UpdateAsync("w", "u", stage, Deadline));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [Fact]
    public async Task PollWorkflowExecutionUpdate_NobodyAnswers_EndsByTheCallersDeadline()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync("w");
        var update = server.UpdateAsync("w", "u");
        await server.AdmittedAsync("w", "u");

        var error = await FailsAsync(server.PollUpdateAsync("w", "u", timeout: Deadline));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await server.Calls.TerminateAsync("w");
        await FailsAsync(update);
    }

    [Fact]
    public async Task ExecuteMultiOperation_NobodyAnswers_EndsByTheCallersDeadline()
    {
        await using var server = await StartAsync();

        var error = await FailsAsync(
            server.Calls.CallAsync<ExecuteMultiOperationResponse>(new ExecuteMultiOperationRequest
        {
            Operations =
            {
                new ExecuteMultiOperationRequest.Types.Operation
                {
                    StartWorkflow = new StartWorkflowExecutionRequest
                    {
                        Namespace = TestServer.Namespace,
                        WorkflowId = "w",
                        WorkflowType = new() { Name = "Type" },
                        TaskQueue = new() { Name = TestServer.Queue },
                        RequestId = Guid.NewGuid().ToString(),
                    },
                },
                new ExecuteMultiOperationRequest.Types.Operation
                {
                    UpdateWorkflow = new UpdateWorkflowExecutionRequest
                    {
                        Namespace = TestServer.Namespace,
                        WorkflowExecution = TestServer.Execution("w"),
                        WaitPolicy = new() { LifecycleStage = Stage.Accepted },
                        Request = new() { Meta = new() { UpdateId = "u" }, Input = new() { Name = "set" } },
                    },
                },
            },
        }, Deadline));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [Fact]
    public async Task UpdateWorkflowExecution_CallerWaitsLongerThanTheServer_IsToldTheStage()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync("w");
        var waited = Stopwatch.StartNew();

        var answer = await server.UpdateAsync("w", "u", Stage.Completed);

        Assert.Equal(Stage.Admitted, answer.Stage);
        Assert.Null(answer.Outcome);
        Assert.True(waited.Elapsed > TimeSpan.FromSeconds(10), "It did not wait.");
    }

    [Fact]
    public async Task UpdateWorkflowExecution_WorkflowEnds_IsAborted()
    {
        await using var server = await StartAsync();
        var (update, task) = await AskAsync(server);

        await server.Calls.CompleteAsync(task, Commands.Complete());

        var error = await FailsAsync(update);
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("workflow update was aborted by closing workflow", error.Status.Detail);
    }

    [Fact]
    public async Task UpdateWorkflowExecution_WorkflowIsTerminated_IsAborted()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync("w");
        var update = server.UpdateAsync("w", "u");
        await server.AdmittedAsync("w", "u");

        await server.Calls.TerminateAsync("w");

        var error = await FailsAsync(update);
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("workflow update was aborted by closing workflow", error.Status.Detail);
    }

    [Theory]
    [InlineData(Stage.Accepted)]
    [InlineData(Stage.Completed)]
    public async Task UpdateWorkflowExecution_AcceptedAndCompletedInOneTask_AnswersWithTheOutcome(Stage stage)
    {
        await using var server = await StartAsync();
        var (update, task) = await AskAsync(server, stage);
        var asked = Assert.Single(task.Messages);

        await server.CompleteWithMessagesAsync(task, [Accept(asked), Complete(asked)]);

        var answer = await update;
        Assert.Equal(Stage.Completed, answer.Stage);
        Assert.NotNull(answer.Outcome?.Success);
        var repeated = await server.UpdateAsync("w", "u", stage);
        Assert.Equal(Stage.Completed, repeated.Stage);
        Assert.NotNull(repeated.Outcome?.Success);
    }

    [Fact]
    public async Task UpdateWorkflowExecution_Rejected_AnswersWithTheFailure()
    {
        await using var server = await StartAsync();
        var (update, task) = await AskAsync(server, Stage.Accepted);

        await server.CompleteWithMessagesAsync(task, [Reject(Assert.Single(task.Messages))]);

        var answer = await update;
        Assert.Equal(Stage.Completed, answer.Stage);
        Assert.Equal("no", answer.Outcome?.Failure?.Message);
    }

    [Fact]
    public async Task RespondWorkflowTaskCompleted_UpdateLeftUnanswered_IsRejected()
    {
        await using var server = await StartAsync();
        var (update, task) = await AskAsync(server);

        await server.Calls.CompleteAsync(task, Commands.Timer("t", TimeSpan.FromHours(1)));

        var answer = await update;
        Assert.Equal(Stage.Completed, answer.Stage);
        Assert.Equal(
            "Workflow Update is rejected because it wasn't processed by worker. "
                + "Probably, Workflow Update is not supported by the worker.",
            answer.Outcome.Failure.Message);
        Assert.Equal("UnprocessedUpdate", answer.Outcome.Failure.ApplicationFailureInfo?.Type);
        Assert.Equal("Server", answer.Outcome.Failure.Source);
    }

    [Fact]
    public async Task RespondWorkflowTaskCompleted_UpdateLeftUnansweredByAnEmptyAnswer_IsRejected()
    {
        await using var server = await StartAsync();
        var (update, task) = await AskAsync(server);

        await server.Calls.CompleteAsync(task);

        Assert.Equal("UnprocessedUpdate", (await update).Outcome.Failure.ApplicationFailureInfo?.Type);
    }

    [Fact]
    public async Task RespondWorkflowTaskCompleted_CompletionOfAnUpdateThatWasNotAccepted_NamesTheTransition()
    {
        await using var server = await StartAsync();
        var (update, task) = await AskAsync(server);

        var error = await FailsAsync(server.CompleteWithMessagesAsync(task, [Complete(Assert.Single(task.Messages))]));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("invalid state transition", error.Status.Detail);
        Assert.Contains("BadUpdateWorkflowExecutionMessage", error.Status.Detail);
        // The update is still there and goes with the next task; the official server forgets to send it.
        await RejectAsync(server, await server.Calls.PollWorkflowAsync(), update);
    }

    [Fact]
    public async Task RespondWorkflowTaskCompleted_UnknownUpdate_IsRefused()
    {
        await using var server = await StartAsync();
        var (update, task) = await AskAsync(server);
        var asked = Assert.Single(task.Messages);
        var unknown = Complete(asked);
        unknown.ProtocolInstanceId = "other";

        var error = await FailsAsync(server.CompleteWithMessagesAsync(task, [unknown]));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("wasn't found", error.Status.Detail);
        await RejectAsync(server, await server.Calls.PollWorkflowAsync(), update);
    }

    [Fact]
    public async Task UpdateWorkflowExecution_RunContinuesAsNew_GoesWithTheNextRun()
    {
        await using var server = await StartAsync();
        var start = await server.Calls.StartWorkflowAsync("w");
        var task = await server.Calls.PollWorkflowAsync();
        var update = server.UpdateAsync("w", "u", Stage.Accepted);
        await server.AdmittedAsync("w", "u");
        await server.Calls.CompleteAsync(
            task, Commands.Of(new() { ContinueAsNewWorkflowExecutionCommandAttributes = new() }));

        var next = await server.Calls.PollWorkflowAsync();
        await server.CompleteWithMessagesAsync(next, [Accept(Assert.Single(next.Messages))]);

        Assert.NotEqual(start.RunId, next.WorkflowExecution.RunId);
        Assert.Equal(next.WorkflowExecution.RunId, (await update).UpdateRef.WorkflowExecution.RunId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RespondWorkflowTaskCompleted_TwoMessagesOfOneId_FailsTheTask(bool rejections)
    {
        await using var server = await StartAsync();
        var (update, task) = await AskAsync(server);
        var asked = Assert.Single(task.Messages);
        var answer = rejections ? Reject(asked) : Accept(asked);

        var error = await FailsAsync(server.CompleteWithMessagesAsync(task, [answer, answer]));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.StartsWith("BadUpdateWorkflowExecutionMessage: ", error.Status.Detail, StringComparison.Ordinal);
        var failed = Assert.Single(
            await server.Calls.HistoryAsync("w"), e => e.EventType == EventType.WorkflowTaskFailed);
        Assert.Equal(
            WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage,
            failed.WorkflowTaskFailedEventAttributes.Cause);
        await server.Calls.TerminateAsync("w");
        await FailsAsync(update);
    }

    [Fact]
    public async Task UpdateWorkflowExecution_StickyWorkerIsGone_GoesToAnother()
    {
        await using var server = await StartAsync();
        await server.Calls.StartWorkflowAsync("w");
        var first = await server.Calls.PollWorkflowAsync();
        // It polls its own queue once, so that it counts as alive, and never again.
        var poll = TestServer.OrNothingAsync(
            server.Calls.CallAsync<PollWorkflowTaskQueueResponse>(new PollWorkflowTaskQueueRequest
        {
            TaskQueue = new() { Name = "sticky", Kind = TaskQueueKind.Sticky, NormalName = TestServer.Queue },
            Identity = "gone",
        }, TimeSpan.FromSeconds(3)));
        await server.Calls.CallAsync<RespondWorkflowTaskCompletedResponse>(new RespondWorkflowTaskCompletedRequest
        {
            TaskToken = first.TaskToken,
            StickyAttributes = new()
            {
                WorkerTaskQueue = new()
                {
                    Name = "sticky",
                    Kind = TaskQueueKind.Sticky,
                    NormalName = TestServer.Queue,
                },
                ScheduleToStartTimeout = new() { Seconds = 2 },
            },
        });
        await poll;

        var update = server.UpdateAsync("w", "u");
        var task = await server.Calls.PollWorkflowAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(
            [
                EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted,
                EventType.WorkflowTaskCompleted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskTimedOut,
                EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted,
            ],
            task.History.Events.Select(e => e.EventType));
        await RejectAsync(server, task, update);
    }

    /// <summary>An update of an idle workflow, and the task that it came with.</summary>
    private static async Task<(Task<UpdateWorkflowExecutionResponse> Update,
        PollWorkflowTaskQueueResponse Task)> AskAsync(
        ProtocolServer server, Stage stage = Stage.Completed)
    {
        await server.StartAndCompleteTaskAsync("w");
        return (server.UpdateAsync("w", "u", stage), await server.Calls.PollWorkflowAsync());
    }

    private static async Task RejectAsync(
        ProtocolServer server, PollWorkflowTaskQueueResponse task, Task<UpdateWorkflowExecutionResponse> update)
    {
        await server.CompleteWithMessagesAsync(task, [Reject(Assert.Single(task.Messages))]);
        Assert.Equal("no", (await update).Outcome.Failure.Message);
    }
}
