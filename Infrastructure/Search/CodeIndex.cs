using System.Data.Common;
using Dapper;
using OpsFlow.Domain.CodeAnalysis.Search;
using OpsFlow.Platform.Store;

namespace OpsFlow.Infrastructure.Search;

/// <summary>
/// The index in the store: postings of tokens to files, ranked by BM25, then the best pieces of the best files.
/// </summary>
public sealed partial class CodeIndex(IDatabase database, TimeProvider time) : ICodeIndex
{
    private const int FilesPerTransaction = 50;
    private const int GarbagePerRead = 5000;
    private const int RowsPerStatement = 400;
    private const int MaxFileChars = 1024 * 1024;
    private const int MaxTokensPerFile = 4000;
    private const int MaxLineLength = 2000;

    private static readonly HashSet<string> s_binary = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".gif", ".ico", ".pdf", ".zip", ".gz", ".xz", ".jar", ".class", ".so", ".dll", ".exe",
        ".bin", ".woff", ".woff2", ".ttf", ".eot", ".mp3", ".mp4", ".lock", ".sum", ".map", ".svg",
    };

    /// <inheritdoc/>
    public async Task<IndexStats> IndexAsync(
        string repositoryKey,
        string commit,
        IReadOnlyList<IndexFile> files,
        Func<string, string?> read,
        Action<int, int>? onProgress,
        CancellationToken cancellationToken)
    {
        var wanted = files.Where(f => !s_binary.Contains(Path.GetExtension(f.Path))).DistinctBy(f => f.Path).ToList();
        var repository = await RepositoryIdAsync(repositoryKey, cancellationToken);
        if (await TouchAsync(repository, commit, cancellationToken))
        {
            return new IndexStats(wanted.Count, 0, wanted.Count, 0);
        }

        var known = await KnownAsync(repository, cancellationToken);
        var ids = new List<long>(wanted.Count);
        var missing = new List<IndexFile>();
        foreach (var file in wanted)
        {
            if (known.TryGetValue((file.Path, file.BlobId), out var id))
            {
                ids.Add(id);
            }
            else
            {
                missing.Add(file);
            }
        }

        var skipped = 0;
        for (var i = 0; i < missing.Count; i += FilesPerTransaction)
        {
            var batch = missing.Skip(i).Take(FilesPerTransaction).Select(f => Prepare(f, read)).ToList();
            skipped += batch.Count(p => p.Chunks.Count == 0);
            ids.AddRange(await WriteAsync(repository, batch, cancellationToken));
            onProgress?.Invoke(Math.Min(i + FilesPerTransaction, missing.Count), missing.Count);
        }

        await WriteSnapshotAsync(repository, commit, ids, cancellationToken);
        return new IndexStats(wanted.Count, missing.Count - skipped, wanted.Count - missing.Count, skipped);
    }

    /// <inheritdoc/>
    public async Task<int> CollectGarbageAsync(DateTimeOffset notUsedSince, CancellationToken cancellationToken)
    {
        var limit = notUsedSince.ToUnixTimeMilliseconds();
        await database.InTransactionAsync(
            (c, t, token) => c.ExecuteAsync(new CommandDefinition(
                """
                DELETE FROM code_snapshots WHERE used_at < @limit AND EXISTS (
                    SELECT 1 FROM code_snapshots newer
                    WHERE newer.repository_id = code_snapshots.repository_id
                      AND (newer.used_at > code_snapshots.used_at
                           OR (newer.used_at = code_snapshots.used_at AND newer.id > code_snapshots.id)))
                """,
                new { limit }, t, cancellationToken: token)),
            cancellationToken);
        var removed = 0;
        while (true)
        {
            // Young files may belong to a commit that is being indexed right now. A file takes thousands of postings
            // along, and every other write waits for the transaction.
            var ids = await database.WithConnectionAsync(
                async (c, token) => (await c.QueryAsync<long>(new CommandDefinition(
                    $"""
                    SELECT id FROM code_files WHERE created_at < @limit AND NOT EXISTS (
                        SELECT 1 FROM code_snapshot_files s WHERE s.file_id = code_files.id)
                    LIMIT {GarbagePerRead}
                    """,
                    new { limit }, cancellationToken: token))).ToList(),
                cancellationToken);
            foreach (var batch in ids.Chunk(FilesPerTransaction))
            {
                removed += await database.InTransactionAsync(
                    (c, t, token) => c.ExecuteAsync(new CommandDefinition(
                        """
                        DELETE FROM code_files WHERE id = @id AND NOT EXISTS (
                            SELECT 1 FROM code_snapshot_files s WHERE s.file_id = code_files.id)
                        """,
                        batch.Select(id => new { id }), t, cancellationToken: token)),
                    cancellationToken);
            }

            if (ids.Count < GarbagePerRead)
            {
                return removed;
            }
        }
    }

    private static async Task<long> TakeIdsAsync(DbConnection c, DbTransaction t, int count, CancellationToken token) =>
        await c.ExecuteScalarAsync<long>(new CommandDefinition(
            "UPDATE code_sequence SET next_id = next_id + @count WHERE name = 'code' RETURNING next_id",
            new { count = (long)count }, t, cancellationToken: token)) - count;

    private static Prepared Prepare(IndexFile file, Func<string, string?> read)
    {
        var text = read(file.Path);
        if (text is null || text.Length > MaxFileChars || text.AsSpan(0, Math.Min(text.Length, 8000)).Contains('\0'))
        {
            return new Prepared(file, [], []);
        }

        // PostgreSQL's text has no NUL; a file with one further on is still text.
        text = text.Replace('\0', ' ');
        var isMinified = text.Length > MaxLineLength
            && text.Length / (text.AsSpan().Count('\n') + 1) > MaxLineLength / 4;
        var chunks = isMinified ? [] : CodeChunker.Cut(file.Path, text);
        var counts = new Dictionary<string, int>();
        foreach (var token in CodeTokens.Split(file.Path).Concat(CodeTokens.Split(text)))
        {
            if (counts.TryGetValue(token, out var n))
            {
                counts[token] = n + 1;
            }
            else if (counts.Count < MaxTokensPerFile)
            {
                counts[token] = 1;
            }
        }

        return new Prepared(file, chunks, isMinified ? [] : counts);
    }

    private Task<long> RepositoryIdAsync(string key, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (c, t, token) =>
            {
                var row = new { key, id = 0L };
                var found = await c.ExecuteScalarAsync<long?>(new CommandDefinition(
                    "SELECT id FROM code_repositories WHERE repository_key = @key", row, t, cancellationToken: token));
                if (found is not null)
                {
                    return found.Value;
                }

                row = row with { id = await TakeIdsAsync(c, t, 1, token) };
                await c.ExecuteAsync(new CommandDefinition(
                    "INSERT INTO code_repositories (id, repository_key) VALUES (@id, @key) ON CONFLICT DO NOTHING",
                    row,
                    t,
                    cancellationToken: token));
                return await c.ExecuteScalarAsync<long>(new CommandDefinition(
                    "SELECT id FROM code_repositories WHERE repository_key = @key", row, t, cancellationToken: token));
            },
            cancellationToken);

    private Task<bool> TouchAsync(long repository, string commit, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (c, t, token) => await c.ExecuteAsync(new CommandDefinition(
                "UPDATE code_snapshots SET used_at = @now WHERE repository_id = @repository AND commit_id = @commit",
                new { repository, commit, now = time.GetUtcNow().ToUnixTimeMilliseconds() }, t,
                cancellationToken: token)) > 0,
            cancellationToken);

    private Task<Dictionary<(string Path, string Blob), long>> KnownAsync(
        long repository,
        CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            async (c, token) => (await c.QueryAsync<(long Id, string Path, string Blob)>(new CommandDefinition(
                "SELECT id, path, blob_id FROM code_files WHERE repository_id = @repository",
                new { repository }, cancellationToken: token))).ToDictionary(r => (r.Path, r.Blob), r => r.Id),
            cancellationToken);

    private sealed record Prepared(IndexFile File, IReadOnlyList<CodeChunk> Chunks, Dictionary<string, int> Tokens);
}
