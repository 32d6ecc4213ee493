using OpsFlow.Domain.CodeAnalysis.Search;

namespace OpsFlow.Infrastructure.Search;

/// <summary>A search index over the code of commits.</summary>
public interface ICodeIndex
{
    /// <summary>Why searches are weaker than configured just now; null when they are not.</summary>
    string? Outage => null;

    /// <summary>
    /// Makes a commit searchable. Blobs that are known are not read; a commit that is known costs one query.
    /// </summary>
    /// <param name="repositoryKey">Names the repository, such as its URL.</param>
    /// <param name="read">Gives a file's text, or null to leave it out.</param>
    /// <param name="onProgress">Told (done, of) as it goes on.</param>
    /// <param name="cancellationToken">Stops; what is indexed stays and is not done again.</param>
    Task<IndexStats> IndexAsync(
        string repositoryKey,
        string commit,
        IReadOnlyList<IndexFile> files,
        Func<string, string?> read,
        Action<int, int>? onProgress,
        CancellationToken cancellationToken);

    /// <summary>The best pieces of code for a query, best first; none when the commit is not indexed.</summary>
    Task<IReadOnlyList<CodeHit>> SearchAsync(
        string repositoryKey,
        string commit,
        string query,
        int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Forgets commits not used since the given time, except each repository's last one, and the blobs only they had.
    /// Returns how many files were removed.
    /// </summary>
    Task<int> CollectGarbageAsync(DateTimeOffset notUsedSince, CancellationToken cancellationToken);
}
