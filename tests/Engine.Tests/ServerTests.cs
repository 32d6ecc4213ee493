using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using OpsFlow.Engine.Hosting;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.TestService.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Tests;

public class ServerTests
{
    private const string TestServiceName = "temporal.api.testservice.v1.TestService";

    [Fact]
    public async Task StartWorkflowExecution_ThenPoll_HandsOutTheFirstTask()
    {
        await using var server = await TestServer.StartAsync();
        var start = await server.StartWorkflowAsync("first");

        var task = await server.PollWorkflowAsync();

        Assert.Equal(start.RunId, task.WorkflowExecution.RunId);
        Assert.Equal(
            [EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted],
            task.History.Events.Select(e => e.EventType));
    }

    [Fact]
    public async Task StartWorkflowExecution_UnknownNamespace_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();

        var error = await Assert.ThrowsAsync<RpcException>(
            () => server.StartWorkflowAsync("w", r => r.Namespace = "nowhere"));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("Namespace nowhere is not found.", error.Status.Detail);
    }

    [Fact]
    public async Task StartWorkflowExecution_SameRequestId_IsTheSameRun()
    {
        await using var server = await TestServer.StartAsync();
        var first = await server.StartWorkflowAsync("w", r => r.RequestId = "r");

        var second = await server.StartWorkflowAsync("w", r => r.RequestId = "r");

        Assert.Equal(first.RunId, second.RunId);
        Assert.True(second.Started);
    }

    [Fact]
    public async Task StartWorkflowExecution_ConflictPolicies_AreKept()
    {
        await using var server = await TestServer.StartAsync();
        var first = await server.StartWorkflowAsync("w");

        var refused = await Assert.ThrowsAsync<RpcException>(() => server.StartWorkflowAsync("w"));
        var used = await server.StartWorkflowAsync(
            "w", r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting);
        var replaced = await server.StartWorkflowAsync(
            "w", r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting);

        Assert.Equal(StatusCode.AlreadyExists, refused.StatusCode);
        Assert.Equal(first.RunId, used.RunId);
        Assert.False(used.Started);
        Assert.NotEqual(first.RunId, replaced.RunId);
        Assert.Equal(
            EventType.WorkflowExecutionTerminated, (await server.CloseEventAsync("w", first.RunId)).EventType);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("\u0008\u0001\u0012\u0003abc")]
    public async Task RespondWorkflowTaskCompleted_BadToken_IsInvalidArgument(string token)
    {
        await using var server = await TestServer.StartAsync();

        var error = await Assert.ThrowsAsync<RpcException>(() => server.CallAsync(
            "RespondWorkflowTaskCompleted",
            new RespondWorkflowTaskCompletedRequest { TaskToken = ByteString.CopyFromUtf8(token) },
            RespondWorkflowTaskCompletedResponse.Parser));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task RespondWorkflowTaskCompleted_Twice_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("w");
        var task = await server.PollWorkflowAsync();
        await server.CompleteAsync(task);

        var error = await Assert.ThrowsAsync<RpcException>(() => server.CompleteAsync(task));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task RespondWorkflowTaskCompleted_BadCommand_FailsTheTaskAndTellsTheWorker()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("w");
        var task = await server.PollWorkflowAsync();

        var error = await Assert.ThrowsAsync<RpcException>(
            () => server.CompleteAsync(task, Commands.Timer("t", TimeSpan.FromSeconds(5)), Commands.CancelTimer("other")));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        var history = await server.HistoryAsync("w");
        Assert.Equal(
            WorkflowTaskFailedCause.BadCancelTimerAttributes, history[^1].WorkflowTaskFailedEventAttributes.Cause);
    }

    [Fact]
    public async Task PollWorkflowTaskQueue_CallerGoesAway_DoesNotSwallowTheTask()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var source = new CancellationTokenSource();
            var poll = server.PollWorkflowAsync(token: source.Token);
            await Task.Delay(5);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        }

        await server.StartWorkflowAsync("w");
        var task = await server.PollWorkflowAsync();

        Assert.Equal("w", task.WorkflowExecution.WorkflowId);
    }

    [Fact]
    public async Task PollWorkflowTaskQueue_TooLittleTime_IsRefused()
    {
        await using var server = await TestServer.StartAsync();

        await Assert.ThrowsAsync<RpcException>(() => server.PollWorkflowAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task SignalWorkflowExecution_LargeInput_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        var payload = new Payload { Data = ByteString.CopyFrom(new byte[(2 * 1024 * 1024) + 1]) };

        var error = await Assert.ThrowsAsync<RpcException>(
            () => server.StartWorkflowAsync("w", r => r.Input = new Payloads { Payloads_ = { payload } }));

        Assert.Equal("Blob data size exceeds limit.", error.Status.Detail);
    }

    [Fact]
    public async Task Restart_WithOpenWork_TakesItUpAgain()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "test.db");
        await using (var server = await TestServer.StartAsync(new EngineOptions { DatabasePath = path }))
        {
            await server.StartWorkflowAsync("activity");
            await server.CompleteAsync(await server.PollWorkflowAsync(), Commands.Activity("a"));
            await server.StartWorkflowAsync("timer");
            await server.CompleteAsync(await server.PollWorkflowAsync(), Commands.Timer("t", TimeSpan.FromSeconds(2)));
        }

        await using var again = await TestServer.StartAsync(new EngineOptions { DatabasePath = path });
        var activity = await again.PollActivityAsync();
        var task = await again.PollWorkflowAsync();

        Assert.Equal("activity", activity.WorkflowExecution.WorkflowId);
        Assert.Equal("timer", task.WorkflowExecution.WorkflowId);
        Assert.Contains(task.History.Events, e => e.EventType == EventType.TimerFired);
    }

    [Fact]
    public async Task Start_DatabaseInUse_SaysSo()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "test.db");
        await using var server = await TestServer.StartAsync(new EngineOptions { DatabasePath = path });

        var error = await Assert.ThrowsAsync<IOException>(
            () => EngineHost.StartAsync(new EngineOptions { DatabasePath = path }));

        Assert.Contains("in use by another server", error.Message);
    }

    [Fact]
    public async Task Start_LockCannotBeMade_SaysWhyAndBlamesNoOtherServer()
    {
        var path = Path.Combine(Path.GetTempPath(), new string('x', 254));

        var error = await Assert.ThrowsAsync<IOException>(
            () => EngineHost.StartAsync(new EngineOptions { DatabasePath = path }));

        Assert.Contains("cannot be locked", error.Message);
    }

    [Fact]
    public async Task Start_OpenToOthersWithoutKey_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => EngineHost.StartAsync(new EngineOptions { Host = "0.0.0.0" }));

    [Fact]
    public async Task Call_WithoutTheApiKey_IsUnauthenticated()
    {
        await using var server = await TestServer.StartAsync(new EngineOptions { ApiKey = "secret" });

        var error = await Assert.ThrowsAsync<RpcException>(() => server.StartWorkflowAsync("w"));

        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
    }

    [Fact]
    public async Task TimeSkipping_Unlocked_FiresADayLongTimerAtOnce()
    {
        await using var server = await TestServer.StartAsync(new EngineOptions { TimeSkipping = true });
        await server.StartWorkflowAsync("w");
        await server.CompleteAsync(await server.PollWorkflowAsync(), Commands.Timer("t", TimeSpan.FromDays(1)));

        await server.CallAsync(
            "UnlockTimeSkipping", new UnlockTimeSkippingRequest(), UnlockTimeSkippingResponse.Parser, service: TestServiceName);
        var task = await server.PollWorkflowAsync();

        Assert.Contains(task.History.Events, e => e.EventType == EventType.TimerFired);
        var now = await server.CallAsync(
            "GetCurrentTime", new Empty(), GetCurrentTimeResponse.Parser, service: TestServiceName);
        Assert.True(now.Time.ToDateTimeOffset() > DateTimeOffset.UtcNow.AddHours(23));
    }

    [Fact]
    public async Task TimeSkipping_UnlockWithSleep_ComesBackAtOnceAndLocksAgain()
    {
        await using var server = await TestServer.StartAsync(new EngineOptions { TimeSkipping = true });

        await server.CallAsync(
            "UnlockTimeSkippingWithSleep",
            new SleepRequest { Duration = Duration.FromTimeSpan(TimeSpan.FromDays(30)) },
            SleepResponse.Parser,
            service: TestServiceName);

        var now = await server.CallAsync(
            "GetCurrentTime", new Empty(), GetCurrentTimeResponse.Parser, service: TestServiceName);
        Assert.True(now.Time.ToDateTimeOffset() > DateTimeOffset.UtcNow.AddDays(29));
    }

    [Fact]
    public async Task ListWorkflowExecutions_InPages_ShowsEachRunOnce()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await server.StartWorkflowAsync($"w{i}");
        }

        var found = new List<string>();
        var token = ByteString.Empty;
        do
        {
            var page = await server.CallAsync(
                "ListWorkflowExecutions",
                new ListWorkflowExecutionsRequest
                {
                    Namespace = TestServer.Namespace,
                    PageSize = 3,
                    NextPageToken = token,
                    Query = "WorkflowType = 'Type'",
                },
                ListWorkflowExecutionsResponse.Parser);
            found.AddRange(page.Executions.Select(e => e.Execution.WorkflowId));
            token = page.NextPageToken;
        }
        while (!token.IsEmpty);

        Assert.Equal(["w6", "w5", "w4", "w3", "w2", "w1", "w0"], found);
    }

    [Fact]
    public async Task ManyWaitingWorkflows_SmallCache_AllAnswer()
    {
        await using var server = await TestServer.StartAsync(new EngineOptions { MaxCachedWorkflows = 5 });
        for (var i = 0; i < 50; i++)
        {
            await server.StartWorkflowAsync($"w{i}");
        }

        await Task.Delay(3500);
        for (var i = 0; i < 50; i++)
        {
            await server.SignalAsync($"w{i}", "s");
            Assert.Contains(EventType.WorkflowExecutionSignaled, await server.EventTypesAsync($"w{i}"));
        }
    }

    [Fact]
    public async Task UpdateWorkflowExecution_RunContinuesAsNew_GoesWithTheNextRun()
    {
        await using var server = await TestServer.StartAsync();
        var start = await server.StartWorkflowAsync("w");
        var task = await server.PollWorkflowAsync();
        var update = server.CallAsync(
            "UpdateWorkflowExecution",
            new UpdateWorkflowExecutionRequest
            {
                Namespace = TestServer.Namespace,
                WorkflowExecution = new WorkflowExecution { WorkflowId = "w" },
                WaitPolicy = new() { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Accepted },
                Request = new() { Meta = new() { UpdateId = "u" }, Input = new() { Name = "set" } },
            },
            UpdateWorkflowExecutionResponse.Parser);
        await Eventually.PassesAsync(() => server.CallAsync(
            "PollWorkflowExecutionUpdate",
            new PollWorkflowExecutionUpdateRequest
            {
                Namespace = TestServer.Namespace,
                UpdateRef = new() { WorkflowExecution = new WorkflowExecution { WorkflowId = "w" }, UpdateId = "u" },
            },
            PollWorkflowExecutionUpdateResponse.Parser));
        await server.CompleteAsync(task, new Temporalio.Api.Command.V1.Command
        {
            CommandType = CommandType.ContinueAsNewWorkflowExecution,
            ContinueAsNewWorkflowExecutionCommandAttributes = new(),
        });

        var next = await server.PollWorkflowAsync();
        var message = Assert.Single(next.Messages);
        var answer = new RespondWorkflowTaskCompletedRequest { TaskToken = next.TaskToken };
        answer.Messages.Add(new Temporalio.Api.Protocol.V1.Message
        {
            Id = "m",
            ProtocolInstanceId = message.ProtocolInstanceId,
            Body = Any.Pack(new Temporalio.Api.Update.V1.Acceptance { AcceptedRequestMessageId = message.Id }),
        });
        answer.Commands.Add(new Temporalio.Api.Command.V1.Command
        {
            CommandType = CommandType.ProtocolMessage,
            ProtocolMessageCommandAttributes = new() { MessageId = "m" },
        });
        await server.CallAsync("RespondWorkflowTaskCompleted", answer, RespondWorkflowTaskCompletedResponse.Parser);
        var accepted = await update;

        Assert.NotEqual(start.RunId, next.WorkflowExecution.RunId);
        Assert.Equal(next.WorkflowExecution.RunId, accepted.UpdateRef.WorkflowExecution.RunId);
        Assert.Equal(UpdateWorkflowExecutionLifecycleStage.Accepted, accepted.Stage);
    }

    [Fact]
    public async Task Stop_WithCallsInFlight_EndsThemAsUnavailable()
    {
        var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("w");
        await server.CompleteAsync(await server.PollWorkflowAsync());
        var query = server.CallAsync(
            "QueryWorkflow",
            new QueryWorkflowRequest
            {
                Namespace = TestServer.Namespace,
                Execution = new WorkflowExecution { WorkflowId = "w" },
                Query = new() { QueryType = "q" },
            },
            QueryWorkflowResponse.Parser,
            TimeSpan.FromMinutes(5));
        Assert.NotNull((await server.PollWorkflowAsync()).Query);

        await server.Host.StopAsync();

        var error = await Assert.ThrowsAsync<RpcException>(() => query);
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        // Its answer, not a connection that was cut when patience with the calls in flight had ended.
        Assert.Equal("The server is stopping.", error.Status.Detail);
        await server.DisposeAsync();
    }
}
