namespace OpsFlow.Api.Platform;

/// <summary>A run.</summary>
/// <param name="Type">The workflow type.</param>
/// <param name="CloseTime">When it ended; null while it runs.</param>
/// <param name="Summary">What its starter said of it; not in lists.</param>
internal sealed record WorkflowView(
    string Id,
    string RunId,
    string Type,
    string Status,
    string? TaskQueue,
    DateTime StartTime,
    DateTime? CloseTime,
    long HistoryLength,
    string? Summary = null);
