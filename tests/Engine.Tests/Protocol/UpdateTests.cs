using System.Diagnostics;
using Grpc.Core;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using static OpsFlow.Engine.Tests.Protocol.ProtocolServer;
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
        await server.Calls.CallAsync(
            "TerminateWorkflowExecution",
            new TerminateWorkflowExecutionRequest { Namespace = TestServer.Namespace, WorkflowExecution = Execution("w") },
            TerminateWorkflowExecutionResponse.Parser);
        await FailsAsync(update);
    }

    [Fact]
    public async Task ExecuteMultiOperation_NobodyAnswers_EndsByTheCallersDeadline()
    {
        await using var server = await StartAsync();

        var error = await FailsAsync(server.Calls.CallAsync(
            "ExecuteMultiOperation",
            new ExecuteMultiOperationRequest
            {
                Namespace = TestServer.Namespace,
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
                            WorkflowExecution = Execution("w"),
                            WaitPolicy = new() { LifecycleStage = Stage.Accepted },
                            Request = new() { Meta = new() { UpdateId = "u" }, Input = new() { Name = "set" } },
                        },
                    },
                },
            },
            ExecuteMultiOperationResponse.Parser,
            Deadline));

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
        await server.StartAndCompleteTaskAsync("w");
        var update = server.UpdateAsync("w", "u");
        var task = await server.Calls.PollWorkflowAsync();

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

        await server.Calls.CallAsync(
            "TerminateWorkflowExecution",
            new TerminateWorkflowExecutionRequest { Namespace = TestServer.Namespace, WorkflowExecution = Execution("w") },
            TerminateWorkflowExecutionResponse.Parser);

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
        await server.StartAndCompleteTaskAsync("w");
        var update = server.UpdateAsync("w", "u", stage);
        var task = await server.Calls.PollWorkflowAsync();
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
        await server.StartAndCompleteTaskAsync("w");
        var update = server.UpdateAsync("w", "u", Stage.Accepted);
        var task = await server.Calls.PollWorkflowAsync();

        await server.CompleteWithMessagesAsync(task, [Reject(Assert.Single(task.Messages))]);

        var answer = await update;
        Assert.Equal(Stage.Completed, answer.Stage);
        Assert.Equal("no", answer.Outcome?.Failure?.Message);
    }

    [Fact]
    public async Task RespondWorkflowTaskCompleted_UpdateLeftUnanswered_IsRejected()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync("w");
        var update = server.UpdateAsync("w", "u");
        var task = await server.Calls.PollWorkflowAsync();

        await server.Calls.CompleteAsync(task, Commands.Timer("t", TimeSpan.FromHours(1)));

        var answer = await update;
        Assert.Equal(Stage.Completed, answer.Stage);
        Assert.Equal(
            "Workflow Update is rejected because it wasn't processed by worker. Probably, Workflow Update is not supported by the worker.",
            answer.Outcome.Failure.Message);
        Assert.Equal("UnprocessedUpdate", answer.Outcome.Failure.ApplicationFailureInfo?.Type);
        Assert.Equal("Server", answer.Outcome.Failure.Source);
    }

    [Fact]
    public async Task RespondWorkflowTaskCompleted_UpdateLeftUnansweredByAnEmptyAnswer_IsRejected()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync("w");
        var update = server.UpdateAsync("w", "u");
        var task = await server.Calls.PollWorkflowAsync();

        await server.Calls.CompleteAsync(task);

        Assert.Equal("UnprocessedUpdate", (await update).Outcome.Failure.ApplicationFailureInfo?.Type);
    }

    [Fact]
    public async Task RespondWorkflowTaskCompleted_CompletionOfAnUpdateThatWasNotAccepted_NamesTheTransition()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync("w");
        var update = server.UpdateAsync("w", "u");
        var task = await server.Calls.PollWorkflowAsync();

        var error = await FailsAsync(server.CompleteWithMessagesAsync(task, [Complete(Assert.Single(task.Messages))]));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("invalid state transition", error.Status.Detail);
        Assert.Contains("BadUpdateWorkflowExecutionMessage", error.Status.Detail);
        // The update is still there and goes with the next task; the official server forgets to send it.
        task = await server.Calls.PollWorkflowAsync();
        await server.CompleteWithMessagesAsync(task, [Reject(Assert.Single(task.Messages))]);
        Assert.Equal("no", (await update).Outcome.Failure.Message);
    }

    [Fact]
    public async Task RespondWorkflowTaskCompleted_UnknownUpdate_IsRefused()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync("w");
        var update = server.UpdateAsync("w", "u");
        var task = await server.Calls.PollWorkflowAsync();
        var asked = Assert.Single(task.Messages);
        var unknown = Complete(asked);
        unknown.ProtocolInstanceId = "other";

        var error = await FailsAsync(server.CompleteWithMessagesAsync(task, [unknown]));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("wasn't found", error.Status.Detail);
        task = await server.Calls.PollWorkflowAsync();
        await server.CompleteWithMessagesAsync(task, [Reject(Assert.Single(task.Messages))]);
        Assert.Equal("no", (await update).Outcome.Failure.Message);
    }

    [Fact]
    public async Task UpdateWorkflowExecution_StickyWorkerIsGone_GoesToAnother()
    {
        await using var server = await StartAsync();
        await server.Calls.StartWorkflowAsync("w");
        var first = await server.Calls.PollWorkflowAsync();
        // It polls its own queue once, so that it counts as alive, and never again.
        var poll = TestServer.OrNothingAsync(server.Calls.CallAsync(
            "PollWorkflowTaskQueue",
            new PollWorkflowTaskQueueRequest
            {
                Namespace = TestServer.Namespace,
                TaskQueue = new() { Name = "sticky", Kind = TaskQueueKind.Sticky, NormalName = TestServer.Queue },
                Identity = "gone",
            },
            PollWorkflowTaskQueueResponse.Parser,
            TimeSpan.FromSeconds(3)));
        await server.Calls.CallAsync(
            "RespondWorkflowTaskCompleted",
            new RespondWorkflowTaskCompletedRequest
            {
                TaskToken = first.TaskToken,
                StickyAttributes = new()
                {
                    WorkerTaskQueue = new() { Name = "sticky", Kind = TaskQueueKind.Sticky, NormalName = TestServer.Queue },
                    ScheduleToStartTimeout = new() { Seconds = 2 },
                },
            },
            RespondWorkflowTaskCompletedResponse.Parser);
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
        await server.CompleteWithMessagesAsync(task, [Reject(Assert.Single(task.Messages))]);
        Assert.Equal("no", (await update).Outcome.Failure.Message);
    }
}
