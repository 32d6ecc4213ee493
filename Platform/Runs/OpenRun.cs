namespace OpsFlow.Platform.Runs;

/// <summary>A row that says that a workflow is at work on it.</summary>
/// <param name="RecordId">The row.</param>
/// <param name="WorkflowId">Its workflow.</param>
/// <param name="RunId">The run that wrote the row last; null when none has.</param>
/// <param name="RunStartedAt">When that run began, in Unix milliseconds.</param>
/// <param name="Round">The round that the row is in.</param>
public sealed record OpenRun(string RecordId, string WorkflowId, string? RunId, long? RunStartedAt, long Round);
