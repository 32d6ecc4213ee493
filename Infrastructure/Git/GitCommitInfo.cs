namespace OpsFlow.Infrastructure.Git;

/// <summary>One commit of a history.</summary>
public sealed record GitCommitInfo(string Commit, string Author, DateTimeOffset At, string Subject);
