using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;

namespace OpsFlow.Engine.Tests;

/// <summary>A worker's answers to an update.</summary>
internal static class UpdateMessages
{
    public static Message Accept(Message asked) => Answer(asked, "accept", new Acceptance
    {
        AcceptedRequestMessageId = asked.Id,
        AcceptedRequestSequencingEventId = asked.EventId,
        AcceptedRequest = asked.Body.Unpack<Request>(),
    });

    public static Message Complete(Message asked, Outcome? outcome = null) => Answer(asked, "complete", new Response
    {
        Meta = asked.Body.Unpack<Request>().Meta,
        Outcome = outcome ?? new Outcome { Success = new Payloads() },
    });

    public static Message Reject(Message asked, Failure? failure = null) => Answer(asked, "reject", new Rejection
    {
        RejectedRequestMessageId = asked.Id,
        RejectedRequestSequencingEventId = asked.EventId,
        RejectedRequest = asked.Body.Unpack<Request>(),
        Failure = failure ?? new() { Message = "no", ApplicationFailureInfo = new() { Type = "No" } },
    });

    private static Message Answer(Message asked, string what, IMessage body) => new()
    {
        Id = $"{asked.ProtocolInstanceId}/{what}",
        ProtocolInstanceId = asked.ProtocolInstanceId,
        Body = Any.Pack(body),
    };
}
