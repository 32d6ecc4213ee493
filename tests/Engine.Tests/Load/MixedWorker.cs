using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;
using WireCommand = Temporalio.Api.Command.V1.Command;

namespace OpsFlow.Engine.Tests.Load;

/// <summary>
/// A worker that speaks the protocol by hand: each task upserts memo and attributes, updates are accepted and completed, queries
/// answered, and one activity fails now and then.
/// </summary>
internal sealed class MixedWorker(TestServer server, Action<MixedCall, RpcException?> note)
{
    public const string Attribute = "Turn";

    private const int WorkflowPollers = 6;
    private const int ActivityPollers = 2;

    private static readonly TimeSpan PollPatience = TimeSpan.FromSeconds(5);

    private readonly MixedCall _poll = new("poll", _ => Task.CompletedTask, StatusCode.DeadlineExceeded);

    /// <summary>Meanwhile the run was terminated or reset, or the task was over its time.</summary>
    private readonly MixedCall _answer = new("answer a task", _ => Task.CompletedTask, StatusCode.NotFound);

    private readonly MixedCall _answerActivity = new("answer an activity", _ => Task.CompletedTask, StatusCode.NotFound);

    private readonly MixedCall _answerQuery = new("answer a query", _ => Task.CompletedTask, StatusCode.NotFound);

    private int _turn;

    public IEnumerable<MixedCall> Calls => [_poll, _answer, _answerActivity, _answerQuery];

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
    [
        .. Enumerable.Range(0, WorkflowPollers).Select(_ => RepeatAsync(WorkflowTaskAsync, stop)),
        .. Enumerable.Range(0, ActivityPollers).Select(_ => RepeatAsync(ActivityTaskAsync, stop)),
    ]);

    private static async Task RepeatAsync(Func<Task> work, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await work();
        }
    }

    private async Task WorkflowTaskAsync()
    {
        if (await TryAsync(_poll, server.PollWorkflowAsync(PollPatience)) is not { TaskToken.IsEmpty: false } task)
        {
            return;
        }

        if (task.Query is not null)
        {
            await TryAsync(_answerQuery, server.CallAsync(
                "RespondQueryTaskCompleted",
                new RespondQueryTaskCompletedRequest
                {
                    Namespace = TestServer.Namespace,
                    TaskToken = task.TaskToken,
                    CompletedType = QueryResultType.Answered,
                    QueryResult = new Payloads(),
                },
                RespondQueryTaskCompletedResponse.Parser));
            return;
        }

        await TryAsync(_answer, server.CallAsync(
            "RespondWorkflowTaskCompleted", Answer(task), RespondWorkflowTaskCompletedResponse.Parser));
    }

    private RespondWorkflowTaskCompletedRequest Answer(PollWorkflowTaskQueueResponse task)
    {
        var answer = new RespondWorkflowTaskCompletedRequest { TaskToken = task.TaskToken, Identity = "load" };
        foreach (var id in task.Queries.Keys)
        {
            answer.QueryResults[id] = new() { ResultType = QueryResultType.Answered, Answer = new Payloads() };
        }

        foreach (var asked in task.Messages)
        {
            Add(answer, asked, "accept", new Acceptance
            {
                AcceptedRequestMessageId = asked.Id,
                AcceptedRequestSequencingEventId = asked.EventId,
                AcceptedRequest = asked.Body.Unpack<Request>(),
            });
            Add(answer, asked, "complete", new Response
            {
                Meta = asked.Body.Unpack<Request>().Meta,
                Outcome = new Outcome { Success = new Payloads() },
            });
        }

        if (task.PreviousStartedEventId == 0)
        {
            answer.Commands.Add(Commands.Activity(
                MixedCalls.ActivityId,
                TimeSpan.FromSeconds(5),
                new RetryPolicy { InitialInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(20)), BackoffCoefficient = 1 }));
        }

        var turn = Interlocked.Increment(ref _turn);
        answer.Commands.Add(UpsertMemo(turn));
        answer.Commands.Add(UpsertAttribute(turn));
        return answer;
    }

    private static void Add(RespondWorkflowTaskCompletedRequest answer, Message asked, string step, IMessage body)
    {
        var id = $"{asked.ProtocolInstanceId}/{step}";
        answer.Messages.Add(new Message { Id = id, ProtocolInstanceId = asked.ProtocolInstanceId, Body = Any.Pack(body) });
        answer.Commands.Add(new WireCommand
        {
            CommandType = CommandType.ProtocolMessage,
            ProtocolMessageCommandAttributes = new() { MessageId = id },
        });
    }

    private static WireCommand UpsertMemo(int turn)
    {
        var memo = new Memo();
        for (var field = 0; field < 20; field++)
        {
            // An empty one takes the field away again.
            memo.Fields[$"field-{(turn + field) % 60}"] = turn % 3 == 0
                ? new Payload { Metadata = { ["encoding"] = ByteString.CopyFromUtf8("binary/null") } }
                : new Payload { Data = ByteString.CopyFrom(new byte[turn % 200]) };
        }

        return new WireCommand
        {
            CommandType = CommandType.ModifyWorkflowProperties,
            ModifyWorkflowPropertiesCommandAttributes = new() { UpsertedMemo = memo },
        };
    }

    private static WireCommand UpsertAttribute(int turn) => new()
    {
        CommandType = CommandType.UpsertWorkflowSearchAttributes,
        UpsertWorkflowSearchAttributesCommandAttributes = new()
        {
            SearchAttributes = new SearchAttributes
            {
                IndexedFields =
                {
                    [Attribute] = new Payload
                    {
                        Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") },
                        Data = ByteString.CopyFromUtf8($"{turn % 50}"),
                    },
                },
            },
        },
    };

    private async Task ActivityTaskAsync()
    {
        if (await TryAsync(_poll, server.PollActivityAsync(PollPatience)) is not { TaskToken.IsEmpty: false } task)
        {
            return;
        }

        // It fails for ever, so that there is one to pause.
        await TryAsync(_answerActivity, server.CallAsync(
            "RespondActivityTaskFailed",
            new RespondActivityTaskFailedRequest
            {
                Namespace = TestServer.Namespace,
                TaskToken = task.TaskToken,
                Failure = new() { Message = "again", ApplicationFailureInfo = new() { Type = "Again" } },
            },
            RespondActivityTaskFailedResponse.Parser));
    }

    private async Task<T?> TryAsync<T>(MixedCall call, Task<T> answer)
        where T : class
    {
        try
        {
            var result = await answer;
            note(call, null);
            return result;
        }
        catch (RpcException e)
        {
            note(call, e);
            return null;
        }
    }
}
