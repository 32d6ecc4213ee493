namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>One commit of a history.</summary>
public sealed record CommitInfo(string Commit, string Author, DateTimeOffset At, string Subject);
