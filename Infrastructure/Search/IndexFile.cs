namespace OpsFlow.Infrastructure.Search;

/// <summary>A file of a commit: its path and the id of its content.</summary>
public sealed record IndexFile(string Path, string BlobId);
