using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.Worker.V1;

namespace OpsFlow.Engine.Tests.Cli;

/// <summary>
/// A worker without an SDK, so that both servers see exactly the same answers. Decides by the workflow's type.
/// </summary>
internal sealed class ScriptedWorker : IAsyncDisposable
{
    private readonly TestServer _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];

    public ScriptedWorker(string address)
    {
        _server = new TestServer(address);
        _loops.Add(WorkAsync("cli", null));
        _loops.Add(UntilStoppedAsync(() => CallAsync<PollActivityTaskQueueResponse>(
            new PollActivityTaskQueueRequest { TaskQueue = Queue("cli"), Identity = "scripted" })));
        _loops.Add(WorkAsync("versioned", "1.0"));
        _loops.Add(WorkAsync("versioned", "2.0"));
    }

    /// <summary>Tells the server of two workers.</summary>
    public Task ReportWorkersAsync() => CallAsync<RecordWorkerHeartbeatResponse>(new RecordWorkerHeartbeatRequest
    {
        Identity = "scripted",
        WorkerHeartbeat = { Beat("key-1", "cli"), Beat("key-2", "versioned") },
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    public static Payload Json(string text) => new()
    {
        Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") },
        Data = ByteString.CopyFromUtf8(text),
    };

    private static WorkerHeartbeat Beat(string key, string queue) => new()
    {
        WorkerInstanceKey = key,
        WorkerIdentity = "scripted",
        TaskQueue = queue,
        SdkName = "scripted",
        SdkVersion = "1.0",
        Status = WorkerStatus.Running,
        StartTime = Timestamp.FromDateTime(DateTime.UtcNow),
        HeartbeatTime = Timestamp.FromDateTime(DateTime.UtcNow),
        HostInfo = new() { HostName = "host", ProcessId = "1", CurrentHostCpuUsage = 0.5f },
        DeploymentVersion = new() { DeploymentName = "app", BuildId = "1.0" },
        WorkflowTaskSlotsInfo = new() { CurrentAvailableSlots = 5, SlotSupplierKind = "Fixed" },
    };

    private static TaskQueue Queue(string name) => new() { Name = name, Kind = TaskQueueKind.Normal };

    private static WorkerDeploymentOptions? Options(string? build) => build is null ? null : new()
    {
        DeploymentName = "app",
        BuildId = build,
        WorkerVersioningMode = WorkerVersioningMode.Versioned,
    };

    private Task<T> CallAsync<T>(IMessage request)
        where T : class, IMessage<T>, new() => _server.CallAsync<T>(request, token: _stop.Token);

    private Task WorkAsync(string queue, string? build) => UntilStoppedAsync(async () =>
    {
        var task = await CallAsync<PollWorkflowTaskQueueResponse>(new PollWorkflowTaskQueueRequest
        {
            TaskQueue = Queue(queue),
            Identity = "scripted",
            DeploymentOptions = Options(build),
        });
        if (task.Query is { } query)
        {
            var result = Answer(query);
            await CallAsync<RespondQueryTaskCompletedResponse>(new RespondQueryTaskCompletedRequest
            {
                TaskToken = task.TaskToken,
                CompletedType = result.ResultType,
                QueryResult = result.Answer,
                ErrorMessage = result.ErrorMessage,
            });
        }
        else if (!task.TaskToken.IsEmpty)
        {
            await CallAsync<RespondWorkflowTaskCompletedResponse>(Decide(task, build));
        }
    });

    private async Task UntilStoppedAsync(Func<Task> step)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await step();
            }
            catch (Exception e) when (e is RpcException or OperationCanceledException)
            {
                // The task was taken back, or the server is not ready or goes: poll again until told to stop.
                await Task.Delay(50);
            }
        }
    }

    private static WorkflowQueryResult Answer(WorkflowQuery query)
    {
        var text = query.QueryType switch
        {
            "state" => "\"good\"",
            "__stack_trace" => "\"at Wait()\"",
            "__temporal_workflow_metadata" => """
                {"definition":{"type":"Wait","queryDefinitions":[{"name":"state","description":"how it is"}]},
                "currentDetails":"fine"}
                """,
            _ => null,
        };
        return text is null
            ? new() { ResultType = QueryResultType.Failed, ErrorMessage = $"unknown query {query.QueryType}" }
            : new() { ResultType = QueryResultType.Answered, Answer = new() { Payloads_ = { Json(text) } } };
    }

    private static RespondWorkflowTaskCompletedRequest Decide(PollWorkflowTaskQueueResponse task, string? build)
    {
        var request = new RespondWorkflowTaskCompletedRequest
        {
            TaskToken = task.TaskToken,
            Identity = "scripted",
            DeploymentOptions = Options(build),
            VersioningBehavior = build is null ? VersioningBehavior.Unspecified : VersioningBehavior.Pinned,
            Capabilities = new RespondWorkflowTaskCompletedRequest.Types.Capabilities(),
        };
        foreach (var (id, query) in task.Queries)
        {
            request.QueryResults[id] = Answer(query);
        }

        request.Messages.Add(task.Messages.SelectMany(Answers));
        request.Commands.Add(request.Messages.Select(m => Commands.Message(m.Id)));
        if (task.PreviousStartedEventId == 0)
        {
            request.Commands.Add(First(task));
        }

        if (task.History.Events.Any(e => e.EventType == EventType.WorkflowExecutionCancelRequested))
        {
            request.Commands.Add(Commands.Of(new() { CancelWorkflowExecutionCommandAttributes = new() }));
        }

        return request;
    }

    private static IEnumerable<Command> First(PollWorkflowTaskQueueResponse task) => task.WorkflowType.Name switch
    {
        "Echo" => [Commands.Complete(task.History.Events[0].WorkflowExecutionStartedEventAttributes.Input)],
        "Fail" => [Commands.Of(new() { FailWorkflowExecutionCommandAttributes = new() { Failure = Broken() } })],
        "Activity" => [Activity("a1", "Do"), Activity("a2", "Other")],
        "Parent" => [Commands.Child("child", "Wait", "cli")],
        _ => [],
    };

    private static Command Activity(string id, string type)
    {
        var command = Commands.Activity(id, TimeSpan.FromHours(1));
        command.ScheduleActivityTaskCommandAttributes.ActivityType.Name = type;
        // Nobody polls there: what is seen of the activity does not depend on who was faster.
        command.ScheduleActivityTaskCommandAttributes.TaskQueue.Name = "unpolled";
        return command;
    }

    private static IEnumerable<Message> Answers(Message asked) => asked.Body.Unpack<Request>().Input.Name switch
    {
        "refuse" => [UpdateMessages.Reject(asked, Broken())],
        "slow" => [UpdateMessages.Accept(asked)],
        "fail" => [UpdateMessages.Accept(asked), UpdateMessages.Complete(asked, new Outcome { Failure = Broken() })],
        _ =>
        [
            UpdateMessages.Accept(asked),
            UpdateMessages.Complete(asked, new Outcome { Success = new() { Payloads_ = { Json("6") } } }),
        ],
    };

    private static Failure Broken() => new()
    {
        Message = "broken",
        Source = "Scripted",
        ApplicationFailureInfo = new() { Type = "Broken", NonRetryable = true },
    };
}
