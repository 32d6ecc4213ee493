using Google.Protobuf.WellKnownTypes;
using OpsFlow.Engine.Tests.Cli;
using OpsFlow.Engine.Tests.Endurance;
using Temporalio.Api.Protocol.V1;
using WireCommand = Temporalio.Api.Command.V1.Command;

namespace OpsFlow.Engine.Tests.Load;

/// <summary>
/// A worker that speaks the protocol by hand: each task upserts memo and attributes, updates are accepted and
/// completed,
/// queries answered, and one activity fails always, so that there is one to pause.
/// </summary>
internal sealed class MixedWorker(TestServer server, Func<MixedCall, Func<Task>, Task> make)
{
    private const int Pollers = 6;

    private static readonly TimeSpan PollPatience = TimeSpan.FromSeconds(5);

    private int _turn;

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        Enumerable.Range(0, Pollers).Select(
            n => RepeatAsync(n % 3 == 0 ? ActivityTaskAsync : WorkflowTaskAsync, stop)));

    private static async Task RepeatAsync(Func<Task> work, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await work();
        }
    }

    private Task PollAsync(Func<Task> poll) =>
        make(new("poll", _ => Task.CompletedTask, Grpc.Core.StatusCode.DeadlineExceeded), poll);

    /// <summary>Meanwhile the run was terminated or reset, or the task was over its time.</summary>
    private Task AnswerAsync(string what, Func<Task> answer) =>
        make(new(what, _ => Task.CompletedTask, Grpc.Core.StatusCode.NotFound), answer);

    private async Task WorkflowTaskAsync()
    {
        PollWorkflowTaskQueueResponse? task = null;
        await PollAsync(async () => task = await server.PollWorkflowAsync(PollPatience));
        if (task is { Query: not null })
        {
            await AnswerAsync("answer a query", () => server.CallAsync<RespondQueryTaskCompletedResponse>(
                new RespondQueryTaskCompletedRequest
                {
                    TaskToken = task.TaskToken,
                    CompletedType = QueryResultType.Answered,
                    QueryResult = new(),
                }));
        }
        else if (task is { TaskToken.IsEmpty: false })
        {
            await AnswerAsync(
                "answer a task", () => server.CallAsync<RespondWorkflowTaskCompletedResponse>(Answer(task)));
        }
    }

    private RespondWorkflowTaskCompletedRequest Answer(PollWorkflowTaskQueueResponse task)
    {
        var answer = new RespondWorkflowTaskCompletedRequest { TaskToken = task.TaskToken, Identity = "load" };
        foreach (var id in task.Queries.Keys)
        {
            answer.QueryResults[id] = new() { ResultType = QueryResultType.Answered, Answer = new Payloads() };
        }

        answer.Messages.Add(task.Messages.SelectMany(
            asked => new Message[] { UpdateMessages.Accept(asked), UpdateMessages.Complete(asked) }));
        answer.Commands.Add(answer.Messages.Select(m => Commands.Message(m.Id)));
        if (task.PreviousStartedEventId == 0)
        {
            var soon = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(20));
            answer.Commands.Add(Commands.Activity(
                MixedCalls.ActivityId, TimeSpan.FromSeconds(5), new()
                {
                    InitialInterval = soon,
                    BackoffCoefficient = 1,
                }));
        }

        var turn = Interlocked.Increment(ref _turn);
        answer.Commands.Add(UpsertMemo(turn));
        answer.Commands.Add(Commands.Of(new()
        {
            UpsertWorkflowSearchAttributesCommandAttributes = new()
            {
                SearchAttributes = new()
                {
                    IndexedFields = { [MixedWorkflow.Attribute] = ScriptedWorker.Json($"{turn % 50}") },
                },
            },
        }));
        return answer;
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

        return Commands.Of(new() { ModifyWorkflowPropertiesCommandAttributes = new() { UpsertedMemo = memo } });
    }

    private async Task ActivityTaskAsync()
    {
        PollActivityTaskQueueResponse? task = null;
        await PollAsync(async () => task = await server.PollActivityAsync(PollPatience));
        if (task is { TaskToken.IsEmpty: false })
        {
            await AnswerAsync("answer an activity", () => server.CallAsync<RespondActivityTaskFailedResponse>(
                new RespondActivityTaskFailedRequest
                {
                    TaskToken = task.TaskToken,
                    Failure = new() { Message = "again" },
                }));
        }
    }
}
