namespace OpsFlow.Infrastructure.Git;

/// <summary>A regular file of a commit's tree.</summary>
public sealed record GitTreeEntry(string Path, string BlobId, bool IsExecutable);
