using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace OpsFlow.Engine.Tests.Cli;

/// <summary>A worker without an SDK, so that both servers see exactly the same answers. Decides by the workflow's type.</summary>
internal sealed class ScriptedWorker : IAsyncDisposable
{
    private readonly GrpcChannel _channel;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];

    public ScriptedWorker(string address)
    {
        _channel = RawCalls.Channel(address);
        _loops.Add(WorkAsync("cli", null));
        _loops.Add(PollActivitiesAsync("cli"));
        _loops.Add(WorkAsync("versioned", "1.0"));
        _loops.Add(WorkAsync("versioned", "2.0"));
    }

    public Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T> =>
        _channel.CallAsync(method, request, parser, token: _stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        _channel.Dispose();
        _stop.Dispose();
    }

    private static WorkerDeploymentOptions? Options(string? build) => build is null ? null : new WorkerDeploymentOptions
    {
        DeploymentName = "app",
        BuildId = build,
        WorkerVersioningMode = WorkerVersioningMode.Versioned,
    };

    private async Task PollActivitiesAsync(string queue) => await UntilStoppedAsync(() => CallAsync(
        "PollActivityTaskQueue",
        new PollActivityTaskQueueRequest
        {
            Namespace = TestServer.Namespace,
            TaskQueue = new TaskQueue { Name = queue, Kind = TaskQueueKind.Normal },
            Identity = "scripted",
        },
        PollActivityTaskQueueResponse.Parser));

    private Task WorkAsync(string queue, string? build) => UntilStoppedAsync(async () =>
    {
        var task = await CallAsync(
            "PollWorkflowTaskQueue",
            new PollWorkflowTaskQueueRequest
            {
                Namespace = TestServer.Namespace,
                TaskQueue = new TaskQueue { Name = queue, Kind = TaskQueueKind.Normal },
                Identity = "scripted",
                DeploymentOptions = Options(build),
            },
            PollWorkflowTaskQueueResponse.Parser);
        if (task.TaskToken.IsEmpty)
        {
            return;
        }

        if (task.Query is { } query)
        {
            await AnswerAsync(task, query);
            return;
        }

        await CallAsync("RespondWorkflowTaskCompleted", Decide(task, build), RespondWorkflowTaskCompletedResponse.Parser);
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

    private async Task AnswerAsync(PollWorkflowTaskQueueResponse task, WorkflowQuery query)
    {
        var result = Answer(query);
        await CallAsync(
            "RespondQueryTaskCompleted",
            new RespondQueryTaskCompletedRequest
            {
                TaskToken = task.TaskToken,
                Namespace = TestServer.Namespace,
                CompletedType = result.ResultType,
                QueryResult = result.Answer,
                ErrorMessage = result.ErrorMessage,
            },
            RespondQueryTaskCompletedResponse.Parser);
    }

    private static WorkflowQueryResult Answer(WorkflowQuery query)
    {
        var text = query.QueryType switch
        {
            "state" => "\"good\"",
            "__stack_trace" => "\"at Wait()\"",
            "__temporal_workflow_metadata" =>
                """{"definition":{"type":"Wait","queryDefinitions":[{"name":"state","description":"how it is"}]},"currentDetails":"fine"}""",
            _ => null,
        };
        return text is null
            ? new WorkflowQueryResult { ResultType = QueryResultType.Failed, ErrorMessage = $"unknown query {query.QueryType}" }
            : new WorkflowQueryResult { ResultType = QueryResultType.Answered, Answer = Json(text) };
    }

    private static RespondWorkflowTaskCompletedRequest Decide(PollWorkflowTaskQueueResponse task, string? build)
    {
        var request = new RespondWorkflowTaskCompletedRequest
        {
            TaskToken = task.TaskToken,
            Namespace = TestServer.Namespace,
            Identity = "scripted",
            DeploymentOptions = Options(build),
            VersioningBehavior = build is null ? VersioningBehavior.Unspecified : VersioningBehavior.Pinned,
            Capabilities = new RespondWorkflowTaskCompletedRequest.Types.Capabilities(),
        };
        foreach (var (id, query) in task.Queries)
        {
            request.QueryResults[id] = Answer(query);
        }

        foreach (var message in task.Messages)
        {
            Update(request, message);
        }

        var events = task.History.Events;
        if (task.PreviousStartedEventId == 0)
        {
            request.Commands.Add(First(task));
        }

        if (events.Any(e => e.EventType == EventType.WorkflowExecutionCancelRequested))
        {
            request.Commands.Add(new Command
            {
                CommandType = CommandType.CancelWorkflowExecution,
                CancelWorkflowExecutionCommandAttributes = new CancelWorkflowExecutionCommandAttributes(),
            });
        }

        return request;
    }

    private static IEnumerable<Command> First(PollWorkflowTaskQueueResponse task)
    {
        var started = task.History.Events[0].WorkflowExecutionStartedEventAttributes;
        switch (task.WorkflowType.Name)
        {
            case "Echo":
                yield return new Command
                {
                    CommandType = CommandType.CompleteWorkflowExecution,
                    CompleteWorkflowExecutionCommandAttributes = new CompleteWorkflowExecutionCommandAttributes
                    {
                        Result = started.Input,
                    },
                };
                break;
            case "Fail":
                yield return new Command
                {
                    CommandType = CommandType.FailWorkflowExecution,
                    FailWorkflowExecutionCommandAttributes = new FailWorkflowExecutionCommandAttributes { Failure = Broken() },
                };
                break;
            case "Activity":
                foreach (var id in new[] { "a1", "a2" })
                {
                    var command = Commands.Activity(id, TimeSpan.FromHours(1));
                    command.ScheduleActivityTaskCommandAttributes.ActivityType.Name = id == "a1" ? "Do" : "Other";
                    // Nobody polls there: what is seen of the activity does not depend on who was faster.
                    command.ScheduleActivityTaskCommandAttributes.TaskQueue.Name = "unpolled";
                    yield return command;
                }

                break;
            case "Parent":
                yield return new Command
                {
                    CommandType = CommandType.StartChildWorkflowExecution,
                    StartChildWorkflowExecutionCommandAttributes = new StartChildWorkflowExecutionCommandAttributes
                    {
                        WorkflowId = "child",
                        WorkflowType = new WorkflowType { Name = "Wait" },
                        TaskQueue = new TaskQueue { Name = "cli" },
                        ParentClosePolicy = ParentClosePolicy.Terminate,
                    },
                };
                break;
        }
    }

    private static void Update(RespondWorkflowTaskCompletedRequest request, Message message)
    {
        var update = message.Body.Unpack<Request>();
        var name = update.Input.Name;
        if (name == "refuse")
        {
            Say(request, message, "reject", new Rejection
            {
                RejectedRequestMessageId = message.Id,
                RejectedRequestSequencingEventId = message.EventId,
                RejectedRequest = update,
                Failure = Broken(),
            });
            return;
        }

        Say(request, message, "accept", new Acceptance
        {
            AcceptedRequestMessageId = message.Id,
            AcceptedRequestSequencingEventId = message.EventId,
            AcceptedRequest = update,
        });
        if (name != "slow")
        {
            Say(request, message, "complete", new Response
            {
                Meta = update.Meta,
                Outcome = name == "fail" ? new Outcome { Failure = Broken() } : new Outcome { Success = Json("6") },
            });
        }
    }

    private static void Say(RespondWorkflowTaskCompletedRequest request, Message to, string what, IMessage body)
    {
        var id = $"{to.ProtocolInstanceId}/{what}";
        request.Messages.Add(new Message { Id = id, ProtocolInstanceId = to.ProtocolInstanceId, Body = Any.Pack(body) });
        request.Commands.Add(new Command
        {
            CommandType = CommandType.ProtocolMessage,
            ProtocolMessageCommandAttributes = new ProtocolMessageCommandAttributes { MessageId = id },
        });
    }

    private static Failure Broken() => new()
    {
        Message = "broken",
        Source = "Scripted",
        ApplicationFailureInfo = new ApplicationFailureInfo { Type = "Broken", NonRetryable = true },
    };

    private static Payloads Json(string text) => new()
    {
        Payloads_ =
        {
            new Payload
            {
                Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") },
                Data = ByteString.CopyFromUtf8(text),
            },
        },
    };
}
