namespace OpsFlow.Infrastructure.GitHub;

/// <summary>Author and committer of a commit.</summary>
public sealed record GitHubAuthor(string Name, string Email, DateTimeOffset Date);
