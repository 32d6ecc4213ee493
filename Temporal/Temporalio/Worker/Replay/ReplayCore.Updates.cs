using Google.Protobuf;
using Temporalio.Api;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;

namespace Temporalio.Worker.Replay;

/// <summary>Updates, which arrive as messages beside the history and are answered by messages.</summary>
internal sealed partial class ReplayCore
{
    private LazyMap<string, UpdateState> _updates = new();
    private LazyMap<string, Request> _admitted = new();

    /// <summary>Delivers the requests that the server sequenced before an event.</summary>
    private void ProcessMessagesBefore(long eventId)
    {
        while (_replayedUpdates.Count > 0 && _replayedUpdates[0].SequencingEventId < eventId)
        {
            var deliver = _replayedUpdates[0].Deliver;
            _replayedUpdates.RemoveAt(0);
            deliver();
        }

        // A request is for the task that brought it, not for those that are only repeated on the way there.
        for (var i = 0; !_replaying && i < _messages.Count;)
        {
            var message = _messages[i];
            if (message.SequencingIdCase == Message.SequencingIdOneofCase.EventId && message.EventId >= eventId)
            {
                i++;
                continue;
            }

            _messages.RemoveAt(i);
            if (message.Body.TryRead<Request>(out var request))
            {
                AddUpdate(message.ProtocolInstanceId, message.Id, message.EventId, request, runValidator: true);
            }
        }
    }

    private void AddUpdate(
        string protocolInstanceId, string messageId, long sequencingEventId, Request request, bool runValidator)
    {
        if (!_updates.TryAdd(protocolInstanceId, new UpdateState(messageId, sequencingEventId, request)))
        {
            return;
        }

        _jobs.Add(new ActivationJob.DoUpdate(
            protocolInstanceId,
            request.Meta.UpdateId,
            request.Input.Name,
            request.Input.Args?.Payloads_ is { } args ? [.. args] : [],
            request.Input.Header?.Fields,
            runValidator));
    }

    /// <summary>On replay there is no message; what was accepted tells what was asked.</summary>
    private void PeekAcceptedUpdate(WorkflowExecutionUpdateAcceptedEventAttributes attributes)
    {
        _replayedUpdates.Add((attributes.AcceptedRequestSequencingEventId, () =>
        {
            // A request that history has already stands there once, and is applied by now.
            if ((attributes.AcceptedRequest ?? _admitted.GetValueOrDefault(attributes.ProtocolInstanceId)) is { } request)
            {
                AddUpdate(
                    attributes.ProtocolInstanceId,
                    attributes.AcceptedRequestMessageId,
                    attributes.AcceptedRequestSequencingEventId,
                    request,
                    runValidator: false);
            }
        }));
    }

    /// <summary>
    /// A request in history, as a reset brings along from the run before: it comes without a message, and counts as one once.
    /// </summary>
    private void ApplyUpdateAdmitted(HistoryEvent e)
    {
        var request = e.WorkflowExecutionUpdateAdmittedEventAttributes.Request;
        var id = request.Meta.UpdateId;
        _admitted[id] = request;
        if (!_replaying)
        {
            AddUpdate(id, $"{id}/request", e.EventId, request, runValidator: true);
        }
    }

    private void AcceptUpdate(string id)
    {
        var update = _updates[id];
        update.Accepted = true;
        Reply(id, $"{update.RequestMessageId}/accept", "accept", new Acceptance
        {
            AcceptedRequestMessageId = update.RequestMessageId,
            AcceptedRequestSequencingEventId = update.SequencingEventId,
            AcceptedRequest = update.Request,
        }, EventType.WorkflowExecutionUpdateAccepted, e => Compare(
            "id", e.WorkflowExecutionUpdateAcceptedEventAttributes.ProtocolInstanceId, id));
    }

    private void RejectUpdate(string id, Failure failure)
    {
        var update = _updates[id];
        if (update.Accepted)
        {
            FinishUpdate(id, update, new Outcome { Failure = failure });
            return;
        }

        _updates.Remove(id);
        Reply(id, $"{update.RequestMessageId}/reject", "reject", new Rejection
        {
            RejectedRequestMessageId = update.RequestMessageId,
            RejectedRequestSequencingEventId = update.SequencingEventId,
            RejectedRequest = update.Request,
            Failure = failure,
        }, null, null);
    }

    private void CompleteUpdate(string id, Payload result) =>
        FinishUpdate(id, _updates[id], new Outcome { Success = new Payloads { Payloads_ = { result } } });

    private void FinishUpdate(string id, UpdateState update, Outcome outcome)
    {
        _updates.Remove(id);
        var meta = update.Request.Meta;
        Reply(
            id,
            $"{update.RequestMessageId}/complete",
            "complete",
            new Response { Meta = meta, Outcome = outcome },
            EventType.WorkflowExecutionUpdateCompleted,
            e => Compare("id", e.WorkflowExecutionUpdateCompletedEventAttributes.Meta.UpdateId, meta.UpdateId));
    }

    private void Reply(
        string id, string messageId, string what, IMessage body, EventType? records, Func<HistoryEvent, string?>? differs)
    {
        var proto = NewCommand(CommandType.ProtocolMessage);
        proto.ProtocolMessageCommandAttributes = new ProtocolMessageCommandAttributes { MessageId = messageId };
        Add(new OutgoingCommand
        {
            Proto = proto,
            Message = new Message { Id = messageId, ProtocolInstanceId = id, Body = PackedMessages.Pack(body) },
            Description = $"{what} of update '{id}'",
            Records = records,
            Differs = differs,
        });
    }
}
