namespace OpsFlow.Infrastructure.Git;

/// <summary>Result of a publish: the commit made, and the head the remote branch has now.</summary>
public sealed record GitPublishResult(GitPublishOutcome Outcome, string Branch, string Commit, string RemoteHead);
