namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>Where a round's fix is.</summary>
/// <param name="Branch">The branch with the fix.</param>
/// <param name="Commit">The commit with the fix.</param>
/// <param name="PullRequestUrl">The pull request; null for a plain remote.</param>
public sealed record Publication(string Branch, string Commit, string? PullRequestUrl);
