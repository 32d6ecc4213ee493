namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What came of cloning a server's repository.</summary>
/// <param name="Reason">Why it could not be cloned; null if it could.</param>
internal sealed record CloneTest(bool Cloned, string? Branch, string? Commit, string? Reason);
