namespace OpsFlow.Api.Runs;

/// <summary>What became of a request that changes a run.</summary>
/// <param name="Status">"retried" or "discarded".</param>
/// <param name="Step">The step that is tried again; null for the start.</param>
internal sealed record RunAnswer(string Status, string? Step = null);
