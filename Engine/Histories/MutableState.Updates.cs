using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>
/// Updates. One that no worker has accepted lives in memory only; acceptance and outcome are events.
/// </summary>
internal sealed partial class MutableState
{
    /// <summary>The outcome of an update that completed; null when it has not.</summary>
    public Outcome? UpdateOutcome(string updateId)
    {
        if (!State.Updates.TryGetValue(updateId, out var update) || update.CompletedEventId == 0)
        {
            return !IsRunning && State.Updates.ContainsKey(updateId)
                ? new Outcome { Failure = ServerFailures.AcceptedUpdateCompletedWorkflow() }
                : null;
        }

        return Event(update.CompletedEventId).WorkflowExecutionUpdateCompletedEventAttributes.Outcome;
    }

    /// <summary>Takes an update in; makes a task for it if none is waiting.</summary>
    /// <param name="request">The request.</param>
    /// <param name="pinned">The caller meant this run, not the one that may follow it.</param>
    public void AdmitUpdate(Request request, bool pinned = false)
    {
        Admitted.Add(request.Meta.UpdateId, new AdmittedUpdate(request, pinned));
        if (State.LastCompletedTaskStartedEventId == 0)
        {
            // It goes with the first task, which is written whatever becomes of the update.
            ScheduleWorkflowTask();
        }
        else if (State.WorkflowTask is null)
        {
            ScheduleSpeculativeWorkflowTask();
        }
    }

    /// <summary>The messages that the started task carries.</summary>
    public List<Message> TakeUpdateMessages()
    {
        var task = State.WorkflowTask!;
        var messages = new List<Message>();
        foreach (var update in Admitted.Values.Where(u => !u.Sent))
        {
            update.Sent = true;
            update.SequencingEventId = task.StartedEventId - 1;
            messages.Add(new Message
            {
                Id = update.MessageId,
                ProtocolInstanceId = update.Request.Meta.UpdateId,
                EventId = update.SequencingEventId,
                Body = PackedMessages.Pack(update.Request),
            });
        }

        return messages;
    }

    public bool HasUnsentUpdates => Admitted.Values.Any(u => !u.Sent);

    private void ApplyUpdateMessage(Message message)
    {
        var id = message.ProtocolInstanceId;
        if (message.Body is null)
        {
            throw BadUpdate("message body is missing");
        }

        if (message.Body.TryRead<Acceptance>(out var acceptance))
        {
            AcceptUpdate(id, acceptance);
        }
        else if (message.Body.TryRead<Rejection>(out var rejection))
        {
            if (!Admitted.Remove(id) && !ForgetCarriedOver(id))
            {
                throw State.Updates.ContainsKey(id) ? BadTransition(id, nameof(Rejection)) : UnknownUpdate(id);
            }

            Effects.Add(new Effect(
                EffectKind.UpdateCompleted, 0, id, new Outcome { Failure = rejection.Failure ?? new Failure() }));
        }
        else if (message.Body.TryRead<Response>(out var response))
        {
            CompleteUpdate(id, response);
        }
        else
        {
            throw BadUpdate($"unknown message type {message.Body.TypeUrl}");
        }
    }

    private void AcceptUpdate(string id, Acceptance acceptance)
    {
        // After a restart the server has forgotten the request; the worker's copy is as good.
        var known = Admitted.Remove(id, out var admitted);
        var request = known ? admitted!.Request : acceptance.AcceptedRequest;
        var carried = State.Updates.TryGetValue(id, out var update);
        if (carried ? update!.AcceptedEventId != 0 : request is null)
        {
            throw carried ? BadTransition(id, nameof(Acceptance)) : UnknownUpdate(id);
        }

        var accepted = NewEvent(EventType.WorkflowExecutionUpdateAccepted);
        accepted.WorkflowExecutionUpdateAcceptedEventAttributes = new WorkflowExecutionUpdateAcceptedEventAttributes
        {
            ProtocolInstanceId = id,
            AcceptedRequestMessageId = acceptance.AcceptedRequestMessageId,
            AcceptedRequestSequencingEventId = acceptance.AcceptedRequestSequencingEventId,
            // What was carried over has its request in the history already.
            AcceptedRequest = carried ? null : request,
        };
        Add(accepted);
        State.Updates[id] = new UpdateState
        {
            AcceptedEventId = accepted.EventId,
            AdmittedEventId = update?.AdmittedEventId ?? 0,
        };
        State.UpdateCount++;
        Effects.Add(new Effect(EffectKind.UpdateAccepted, accepted.EventId, id));
    }

    private void CompleteUpdate(string id, Response response)
    {
        if (!State.Updates.TryGetValue(id, out var update))
        {
            throw Admitted.ContainsKey(id) ? BadTransition(id, nameof(Response)) : UnknownUpdate(id);
        }

        if (update.CompletedEventId != 0 || update.AcceptedEventId == 0)
        {
            throw BadTransition(id, nameof(Response));
        }

        var completed = NewEvent(EventType.WorkflowExecutionUpdateCompleted);
        completed.WorkflowExecutionUpdateCompletedEventAttributes = new WorkflowExecutionUpdateCompletedEventAttributes
        {
            Meta = response.Meta ?? new Meta { UpdateId = id },
            AcceptedEventId = update.AcceptedEventId,
            Outcome = response.Outcome,
        };
        Add(completed);
        update.CompletedEventId = completed.EventId;
        Effects.Add(new Effect(EffectKind.UpdateCompleted, completed.EventId, id, response.Outcome));
    }

    /// <summary>Puts an update of the run before into the history, where the worker finds it.</summary>
    private void CarryOverUpdate(Request request)
    {
        if (State.Updates.ContainsKey(request.Meta.UpdateId))
        {
            return;
        }

        var admitted = NewEvent(EventType.WorkflowExecutionUpdateAdmitted);
        admitted.WorkflowExecutionUpdateAdmittedEventAttributes = new WorkflowExecutionUpdateAdmittedEventAttributes
        {
            Request = request,
            Origin = UpdateAdmittedEventOrigin.Reapply,
        };
        Add(admitted);
        State.Updates[request.Meta.UpdateId] = new UpdateState { AdmittedEventId = admitted.EventId };
    }

    private bool ForgetCarriedOver(string id) =>
        State.Updates.TryGetValue(id, out var update) && update.AcceptedEventId == 0 && State.Updates.Remove(id);

    private void FailOpenUpdates()
    {
        foreach (var (id, update) in State.Updates)
        {
            if (update.CompletedEventId == 0)
            {
                Effects.Add(new Effect(
                    EffectKind.UpdateCompleted, 0, id,
                    new Outcome { Failure = ServerFailures.AcceptedUpdateCompletedWorkflow() }));
            }
        }
    }

    private static CommandException UnknownUpdate(string id) => BadUpdate($"update {id} wasn't found on the server");

    private static CommandException BadTransition(string id, string message) =>
        BadUpdate($"invalid state transition attempted for update {id}: it cannot take a {message}");

    private static CommandException BadUpdate(string message) =>
        new(WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage, message);
}
