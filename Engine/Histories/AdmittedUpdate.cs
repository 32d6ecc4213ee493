using Temporalio.Api.Update.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>An update that a caller asked for and no worker has accepted yet.</summary>
/// <param name="request">The caller's request.</param>
/// <param name="pinned">The caller meant one run only.</param>
internal sealed class AdmittedUpdate(Request request, bool pinned)
{
    public Request Request { get; } = request;

    public bool Pinned { get; } = pinned;

    /// <summary>A started workflow task carries it.</summary>
    public bool Sent { get; set; }

    /// <summary>The workflow task's scheduled event id at sending: where the update stands in the history.</summary>
    public long SequencingEventId { get; set; }

    public string MessageId => Request.Meta.UpdateId + "/request";
}
