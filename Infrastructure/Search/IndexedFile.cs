namespace OpsFlow.Infrastructure.Search;

/// <summary>A file of an indexed commit.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Path">Relative path.</param>
/// <param name="BlobId">The id of its content.</param>
/// <param name="Chunks">How many pieces it has; they are numbered from 0.</param>
internal sealed record IndexedFile(long Id, string Path, string BlobId, int Chunks);
