namespace OpsFlow.Api.Prescriptions;

/// <summary>Which analysis was asked for.</summary>
/// <param name="Status">queued, or running for one that was under way already.</param>
internal sealed record AnalyzeAnswer(string Status, string Id);
