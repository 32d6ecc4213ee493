using Dapper;
using OpsFlow.Domain.CodeAnalysis.Search;
using OpsFlow.Platform.Store;

namespace OpsFlow.Infrastructure.Search;

/// <content>The pieces by themselves, for indexes of another kind over the same code.</content>
public sealed partial class CodeIndex
{
    /// <summary>The files of a commit that have text, by path; none when the commit is not indexed.</summary>
    internal Task<IReadOnlyList<IndexedFile>> FilesAsync(
        string repositoryKey,
        string commit,
        CancellationToken cancellationToken) => database.WithConnectionAsync<IReadOnlyList<IndexedFile>>(
            async (c, token) =>
                [.. (await c.QueryAsync<(long Id, string Path, string Blob, long Chunks)>(new CommandDefinition(
                    """
                    SELECT f.id, f.path, f.blob_id, COUNT(*) FROM code_snapshots s
                    JOIN code_repositories r ON r.id = s.repository_id
                    JOIN code_snapshot_files sf ON sf.snapshot_id = s.id
                    JOIN code_files f ON f.id = sf.file_id
                    JOIN code_chunks c ON c.file_id = f.id
                    WHERE r.repository_key = @repositoryKey AND s.commit_id = @commit
                    GROUP BY f.id, f.path, f.blob_id
                    """,
                    new { repositoryKey, commit }, cancellationToken: token)))
                    .Select(r => new IndexedFile(r.Id, r.Path, r.Blob, (int)r.Chunks))
                    .OrderBy(f => f.Path, StringComparer.Ordinal)],
            cancellationToken);

    /// <summary>The pieces of some files, each file's in the order of their numbers.</summary>
    internal Task<ILookup<long, CodeChunk>> ChunksAsync(
        IReadOnlyCollection<long> files,
        CancellationToken cancellationToken) => database.WithConnectionAsync(
            async (c, token) =>
            {
                var parameters = new DynamicParameters();
                var list = SqlIn.List(parameters, "file", files);
                return (await c.QueryAsync<(long File, long First, long Last, string Symbol, string Body)>(
                    new CommandDefinition(
                        $"""
                        SELECT file_id, first_line, last_line, symbol, body FROM code_chunks WHERE file_id IN {list}
                        ORDER BY file_id, number
                        """,
                        parameters, cancellationToken: token)))
                    .ToLookup(r => r.File, r => new CodeChunk((int)r.First, (int)r.Last, r.Symbol, r.Body));
            },
            cancellationToken);

    /// <summary>Each repository with the (path, blob) of every file it has, whatever the commit.</summary>
    internal Task<IReadOnlySet<(string Repository, string Path, string Blob)>> AllFilesAsync(
        CancellationToken cancellationToken) => database.WithConnectionAsync<IReadOnlySet<(string, string, string)>>(
            async (c, token) => (await c.QueryAsync<(string, string, string)>(new CommandDefinition(
                """
                SELECT r.repository_key, f.path, f.blob_id FROM code_files f
                JOIN code_repositories r ON r.id = f.repository_id
                """,
                cancellationToken: token))).ToHashSet(),
            cancellationToken);
}
