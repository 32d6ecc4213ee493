namespace OpsFlow.Api.Platform;

/// <summary>The activities of a run in the order in which they were scheduled.</summary>
internal sealed record WorkflowStepList(IEnumerable<WorkflowStep> Items);
