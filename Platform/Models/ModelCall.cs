namespace OpsFlow.Platform.Models;

/// <summary>A call that is about to be sent.</summary>
/// <param name="Id">Its row's key, which the endpoint is told too.</param>
/// <param name="Use">What it is for.</param>
/// <param name="WorkflowId">The workflow that it is made for; null for none.</param>
/// <param name="RunId">That workflow's run.</param>
/// <param name="Reserved">The most that it is expected to cost.</param>
public sealed record ModelCall(
    string Id,
    string Use,
    string? WorkflowId,
    string? RunId,
    ModelEntry Entry,
    DateTimeOffset StartedAt,
    decimal Reserved)
{
    /// <summary>The day that it counts for, whenever it ends.</summary>
    public string Day => ModelLedger.DayOf(StartedAt);
}
