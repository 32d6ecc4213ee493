namespace OpsFlow.Infrastructure.Git;

/// <summary>A commit to put on a branch of the remote. The same request always makes the same commit id.</summary>
public sealed record GitPublishRequest
{
    /// <summary>Whose the commits are unless somebody else is named.</summary>
    public const string DefaultName = "OpsFlow";

    /// <summary>The address that goes with <see cref="DefaultName"/>.</summary>
    public const string DefaultEmail = "opsflow@localhost";

    /// <summary>A clone that has the base commit.</summary>
    public required string Folder { get; init; }

    /// <summary>Remote to push to, without credentials.</summary>
    public required string RepositoryUrl { get; init; }

    /// <summary>Parent of the new commit.</summary>
    public required string BaseCommit { get; init; }

    /// <summary>Branch to create, such as <c>opsflow/fix-1a2b3c</c>.</summary>
    public required string Branch { get; init; }

    /// <summary>Complete new contents by path.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Commit message.</summary>
    public required string Message { get; init; }

    /// <summary>Author and committer. Default <c>OpsFlow</c>.</summary>
    public string AuthorName { get; init; } = DefaultName;

    /// <summary>Address of author and committer.</summary>
    public string AuthorEmail { get; init; } = DefaultEmail;

    /// <summary>
    /// Time of the commit: taken from the request (say the approval), never the clock, or a retry would differ.
    /// </summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Token for the remote.</summary>
    public GitCredential? Credential { get; init; }
}
