namespace OpsFlow.Api.Platform;

/// <summary>A page of runs.</summary>
/// <param name="NextCursor">Where the next page begins; null on the last.</param>
internal sealed record WorkflowPage(IEnumerable<WorkflowView> Items, string? NextCursor);
