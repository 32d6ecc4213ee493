namespace OpsFlow.Infrastructure.Git;

/// <summary>What to clone and where to.</summary>
public sealed record GitCloneRequest
{
    /// <summary>URL or local path of the repository, without credentials.</summary>
    public required string RepositoryUrl { get; init; }

    /// <summary>An empty or missing folder that the clone fills.</summary>
    public required string Folder { get; init; }

    /// <summary>Branch; null is the remote's default branch.</summary>
    public string? Branch { get; init; }

    /// <summary>
    /// Commit to look at (full, or 7 or more digits), if the branch's history has it; null is the branch's head.
    /// </summary>
    public string? Commit { get; init; }

    /// <summary>Token for a private repository.</summary>
    public GitCredential? Credential { get; init; }
}
