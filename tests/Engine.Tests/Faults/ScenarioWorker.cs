using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;
using Grpc.Core;
using ProtocolMessage = Temporalio.Api.Protocol.V1.Message;

namespace OpsFlow.Engine.Tests.Faults;

/// <summary>A worker that decides from the history alone, so that any task may be given to it any number of times.</summary>
internal sealed class ScenarioWorker(TestServer server, MixedScenario scenario, CancellationToken stop)
{
    public const string Simple = "Simple";
    public const string Finish = "finish";

    public Task RunWorkflowsAsync() => LoopAsync(async () =>
    {
        var task = await server.PollWorkflowAsync(token: stop);
        if (task.TaskToken.IsEmpty)
        {
            return;
        }

        // Pages beyond the first are of no interest: the histories here are short.
        var answer = new RespondWorkflowTaskCompletedRequest { TaskToken = task.TaskToken, Identity = "test" };
        foreach (var message in task.Messages)
        {
            Answer(answer, message);
        }

        answer.Commands.Add(Decide(task));
        await scenario.Repeat(() => server.CallAsync(
            "RespondWorkflowTaskCompleted", answer, RespondWorkflowTaskCompletedResponse.Parser));
    });

    public Task RunActivitiesAsync() => LoopAsync(async () =>
    {
        var task = await server.PollActivityAsync(token: stop);
        if (task.TaskToken.IsEmpty)
        {
            return;
        }

        if (task.Attempt > 1)
        {
            await scenario.Repeat(() => server.CompleteActivityAsync(task.TaskToken));
            return;
        }

        await scenario.Repeat(() => server.CallAsync(
            "RespondActivityTaskFailed",
            new RespondActivityTaskFailedRequest
            {
                TaskToken = task.TaskToken,
                Failure = new Failure { Message = "first", ApplicationFailureInfo = new ApplicationFailureInfo() },
            },
            RespondActivityTaskFailedResponse.Parser));
    });

    private static IEnumerable<Command> Decide(PollWorkflowTaskQueueResponse task)
    {
        var history = task.History.Events;
        if (task.WorkflowType.Name == Simple)
        {
            return [Commands.Complete()];
        }

        if (!history.Any(e => e.EventType == EventType.WorkflowTaskCompleted))
        {
            return
            [
                Commands.Activity("a", retry: new RetryPolicy { InitialInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(30)) }),
                Commands.Timer("t", TimeSpan.FromMilliseconds(50)),
                Child(task.WorkflowExecution.WorkflowId + "-child"),
            ];
        }

        var afterReset = history.Any(e => e.WorkflowTaskFailedEventAttributes?.Cause == WorkflowTaskFailedCause.ResetWorkflow);
        var finished = history.Any(e => e.WorkflowExecutionSignaledEventAttributes is { } s
            && s.SignalName == (afterReset ? Finish + "-again" : Finish));
        var ready = history.Any(e => e.EventType == EventType.ActivityTaskCompleted)
            && history.Any(e => e.EventType == EventType.TimerFired)
            && history.Any(e => e.EventType == EventType.ChildWorkflowExecutionCompleted);
        return finished && ready ? [Commands.Complete()] : [];
    }

    private static Command Child(string id) => new()
    {
        CommandType = CommandType.StartChildWorkflowExecution,
        StartChildWorkflowExecutionCommandAttributes = new StartChildWorkflowExecutionCommandAttributes
        {
            WorkflowId = id,
            WorkflowType = new WorkflowType { Name = Simple },
            TaskQueue = new TaskQueue { Name = TestServer.Queue },
        },
    };

    private static void Answer(RespondWorkflowTaskCompletedRequest answer, ProtocolMessage message)
    {
        var request = message.Body.Unpack<Request>();
        void Add(string id, IMessage body)
        {
            answer.Messages.Add(new ProtocolMessage
            {
                Id = id,
                ProtocolInstanceId = message.ProtocolInstanceId,
                Body = Any.Pack(body),
            });
            answer.Commands.Add(new Command
            {
                CommandType = CommandType.ProtocolMessage,
                ProtocolMessageCommandAttributes = new ProtocolMessageCommandAttributes { MessageId = id },
            });
        }

        Add("accept", new Acceptance
        {
            AcceptedRequestMessageId = message.Id,
            AcceptedRequestSequencingEventId = message.EventId,
            AcceptedRequest = request,
        });
        Add("complete", new Response
        {
            Meta = request.Meta,
            Outcome = new Outcome
            {
                Success = new Payloads { Payloads_ = { new Payload { Data = ByteString.CopyFromUtf8("done") } } },
            },
        });
    }

    private async Task LoopAsync(Func<Task> once)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await once();
            }
            catch (OperationCanceledException)
            {
                // The scenario is over.
            }
            catch (RpcException e)
            {
                // Something may have come while it decided to end: then it must decide again.
                if (e.StatusCode is not (StatusCode.Unavailable or StatusCode.NotFound
                    or StatusCode.DeadlineExceeded or StatusCode.Cancelled)
                    && e.Status.Detail != nameof(WorkflowTaskFailedCause.UnhandledCommand))
                {
                    scenario.Unclean.Enqueue($"{e.StatusCode}: {e.Status.Detail}");
                }

                await Task.Delay(10, CancellationToken.None);
            }
        }
    }
}
