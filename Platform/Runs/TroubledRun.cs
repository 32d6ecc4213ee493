namespace OpsFlow.Platform.Runs;

/// <summary>A run that a person may retry or put aside.</summary>
/// <param name="Pipeline">The pipeline's name, as in addresses.</param>
/// <param name="Id">The record.</param>
/// <param name="WorkflowId">Its workflow.</param>
/// <param name="Title">What it was about, in a few words.</param>
/// <param name="Reason">What went wrong, for people.</param>
/// <param name="At">When, in Unix milliseconds.</param>
public sealed record TroubledRun(
    string Pipeline, string Id, string WorkflowId, RunTrouble Trouble, string Title, string? Reason, long At);
