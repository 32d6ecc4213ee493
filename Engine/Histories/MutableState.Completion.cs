using Google.Protobuf;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.WorkflowService.V1;
using Outcome = Temporalio.Api.Update.V1.Outcome;
using UpdateRejection = Temporalio.Api.Update.V1.Rejection;

namespace OpsFlow.Engine.Histories;

/// <summary>A worker's answer to a workflow task.</summary>
internal sealed partial class MutableState
{
    /// <summary>What a completion led to.</summary>
    /// <param name="EagerActivities">Activities that go back in the answer, already started.</param>
    /// <param name="ResetHistoryEventId">Set when the task is as if it never was.</param>
    /// <param name="NothingWritten">The state need not be stored.</param>
    public sealed record CompletionResult(
        List<ActivityState> EagerActivities, long ResetHistoryEventId, bool NothingWritten);

    private sealed class Completion(RespondWorkflowTaskCompletedRequest request, CommandRules rules)
    {
        public RespondWorkflowTaskCompletedRequest Request { get; } = request;

        public CommandRules Rules { get; } = rules;

        /// <summary>Messages that no command has asked for yet; ids are the worker's, and may come twice.</summary>
        public List<Message> Messages { get; } = [.. request.Messages];

        public List<ActivityState> Eager { get; } = [];

        public long EventId { get; set; }

        /// <summary>Something happened that the worker did not know when it decided.</summary>
        public bool HasUnseenEvents { get; set; }
    }

    /// <summary>
    /// Carries out a worker's decisions. On a <see cref="CommandException"/> the caller rolls back and fails the task.
    /// </summary>
    public CompletionResult CompleteWorkflowTask(RespondWorkflowTaskCompletedRequest request, CommandRules rules)
    {
        if (IsDroppable(request))
        {
            State.WorkflowTask = null;
            foreach (var message in request.Messages)
            {
                ApplyUpdateMessage(message);
            }

            RejectUnanswered();
            ScheduleForUnsentUpdates();
            return new CompletionResult([], State.LastCompletedTaskStartedEventId, true);
        }

        var completion = new Completion(request, rules) { HasUnseenEvents = State.BufferedEvents.Count > 0 };
        completion.EventId = AddTaskCompletedEvent(request).EventId;
        State.StickyQueue = request.StickyAttributes?.WorkerTaskQueue?.Name ?? "";
        State.StickyTimeoutMs = State.StickyQueue.Length == 0
            ? 0
            : Ticks.Ms(request.StickyAttributes!.ScheduleToStartTimeout) is > 0 and var ms ? ms : 10_000;
        foreach (var command in request.Commands)
        {
            if (!IsRunning)
            {
                break;
            }

            ApplyCommand(command, completion);
        }

        foreach (var message in completion.Messages)
        {
            ApplyUpdateMessage(message);
        }

        if (IsRunning)
        {
            var unseen = State.BufferedEvents.Count > 0;
            FlushBufferedEvents();
            RejectUnanswered();
            if (unseen || request.ForceCreateNewWorkflowTask)
            {
                ScheduleWorkflowTask();
            }

            ScheduleForUnsentUpdates();
        }

        return new CompletionResult(completion.Eager, 0, false);
    }

    /// <summary>A worker that left an update unanswered would do so again: it knows nothing of updates.</summary>
    private void RejectUnanswered()
    {
        foreach (var (id, _) in Admitted.Where(u => u.Value.Sent).ToArray())
        {
            Admitted.Remove(id);
            Effects.Add(new Effect(
                EffectKind.UpdateCompleted, 0, id, new Outcome { Failure = ServerFailures.UnprocessedUpdate() }));
        }
    }

    private void ScheduleForUnsentUpdates()
    {
        if (Admitted.Count > 0)
        {
            ScheduleSpeculativeWorkflowTask();
        }
    }

    private bool IsDroppable(RespondWorkflowTaskCompletedRequest request)
    {
        var task = State.WorkflowTask!;
        if (!task.Speculative || request.Commands.Count > 0 || request.ForceCreateNewWorkflowTask
            || request.Messages.Count == 0
            || request.Messages.Any(m => m.Body is null || !m.Body.Holds<UpdateRejection>()))
        {
            return false;
        }

        // A worker that saw new events with the task must know how to forget them.
        const int startedCompletedScheduled = 2;
        return task.ScheduledEventId - State.LastCompletedTaskStartedEventId == startedCompletedScheduled
            || request.Capabilities is { DiscardSpeculativeWorkflowTaskWithEvents: true };
    }

    private void ApplyCommand(Command command, Completion completion)
    {
        switch (command.CommandType)
        {
            case CommandType.ScheduleActivityTask:
                ScheduleActivity(command, completion);
                break;
            case CommandType.RequestCancelActivityTask:
                RequestCancelActivity(command.RequestCancelActivityTaskCommandAttributes, completion);
                break;
            case CommandType.StartTimer:
                StartTimer(command, completion);
                break;
            case CommandType.CancelTimer:
                CancelTimer(command.CancelTimerCommandAttributes, completion);
                break;
            case CommandType.RecordMarker:
                RecordMarker(command, completion);
                break;
            case CommandType.UpsertWorkflowSearchAttributes:
                UpsertSearchAttributes(command, completion);
                break;
            case CommandType.ModifyWorkflowProperties:
                ModifyProperties(command, completion);
                break;
            case CommandType.StartChildWorkflowExecution:
                InitiateChild(command, completion);
                break;
            case CommandType.SignalExternalWorkflowExecution:
                InitiateExternalSignal(command, completion);
                break;
            case CommandType.RequestCancelExternalWorkflowExecution:
                InitiateExternalCancel(command, completion);
                break;
            case CommandType.ProtocolMessage:
                var id = command.ProtocolMessageCommandAttributes?.MessageId ?? "";
                var place = completion.Messages.FindIndex(m => m.Id == id);
                if (place < 0)
                {
                    throw BadUpdate($"ProtocolMessageCommand referenced absent message ID \"{id}\"");
                }

                var message = completion.Messages[place];
                completion.Messages.RemoveAt(place);
                ApplyUpdateMessage(message);
                break;
            case CommandType.CompleteWorkflowExecution:
                CompleteWorkflow(command, completion);
                break;
            case CommandType.FailWorkflowExecution:
                FailWorkflow(command, completion);
                break;
            case CommandType.CancelWorkflowExecution:
                CancelWorkflow(command, completion);
                break;
            case CommandType.ContinueAsNewWorkflowExecution:
                ContinueWorkflowAsNew(command, completion);
                break;
            default:
                throw new CommandException(
                    WorkflowTaskFailedCause.Unspecified, $"Unknown command type: {command.CommandType}");
        }
    }

    /// <summary>A closing decision made without knowledge of what arrived meanwhile does not count.</summary>
    private static void RequireNothingUnseen(Completion completion)
    {
        if (completion.HasUnseenEvents)
        {
            throw new CommandException(WorkflowTaskFailedCause.UnhandledCommand, "UnhandledCommand");
        }
    }

    private static void CheckSize(IMessage? value, string field, Completion completion)
    {
        if (value is not null && value.CalculateSize() > completion.Rules.MaximumPayloadBytes)
        {
            throw new CommandException(
                WorkflowTaskFailedCause.BadScheduleActivityAttributes, $"{field} exceeds size limit.", terminate: true);
        }
    }
}
