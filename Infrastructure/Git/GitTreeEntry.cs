namespace OpsFlow.Infrastructure.Git;

/// <summary>A regular file of a commit's tree.</summary>
/// <param name="Path">Relative, with forward slashes.</param>
/// <param name="BlobId">The object id of its content.</param>
public sealed record GitTreeEntry(string Path, string BlobId);
