using System.Data.Common;
using System.Text;
using Dapper;

namespace OpsFlow.Infrastructure.Search;

/// <content>Writing files, their postings and snapshots.</content>
public sealed partial class CodeIndex
{
    private async Task<List<long>> WriteAsync(
        long repository,
        List<Prepared> batch,
        CancellationToken cancellationToken) =>
        await database.InTransactionAsync(
            async (c, t, token) =>
            {
                var ids = new List<long>(batch.Count);
                var next = await TakeIdsAsync(c, t, batch.Count, token);
                foreach (var file in batch)
                {
                    var row = new
                    {
                        id = next++,
                        repository,
                        path = file.File.Path,
                        blob = file.File.BlobId,
                        tokens = (long)file.Tokens.Values.Sum(),
                        now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                    };
                    var isNew = await c.ExecuteAsync(new CommandDefinition(
                        """
                        INSERT INTO code_files (id, repository_id, path, blob_id, token_count, created_at)
                        VALUES (@id, @repository, @path, @blob, @tokens, @now) ON CONFLICT DO NOTHING
                        """,
                        row, t, cancellationToken: token)) == 1;
                    if (!isNew)
                    {
                        // Another worker indexed it in the meantime.
                        ids.Add(await c.ExecuteScalarAsync<long>(new CommandDefinition(
                            "SELECT id FROM code_files "
                                + "WHERE repository_id = @repository AND path = @path AND blob_id = @blob",
                            row, t, cancellationToken: token)));
                        continue;
                    }

                    ids.Add(row.id);
                    await c.ExecuteAsync(new CommandDefinition(
                        """
                        INSERT INTO code_chunks (file_id, number, first_line, last_line, symbol, body)
                        VALUES (@file, @number, @first, @last, @symbol, @body)
                        """,
                        file.Chunks.Select((chunk, i) => new
                        {
                            file = row.id,
                            number = (long)i,
                            first = (long)chunk.FirstLine,
                            last = (long)chunk.LastLine,
                            symbol = chunk.Symbol,
                            body = chunk.Text,
                        }),
                        t, cancellationToken: token));
                    await WritePostingsAsync(c, t, repository, row.id, file.Tokens, token);
                }

                return ids;
            },
            cancellationToken);

    private static async Task WritePostingsAsync(
        DbConnection c,
        DbTransaction t,
        long repository,
        long file,
        Dictionary<string, int> tokens,
        CancellationToken token)
    {
        foreach (var part in tokens.Chunk(RowsPerStatement))
        {
            // Literals instead of parameters: tens of times faster, and safe, as a token has letters and digits only.
            var sql = new StringBuilder(
                "INSERT INTO code_postings (repository_id, token, file_id, occurrences) VALUES ");
            for (var i = 0; i < part.Length; i++)
            {
                sql.Append(i == 0 ? string.Empty : ",")
                    .Append('(').Append(repository).Append(",'").Append(part[i].Key).Append("',").Append(file)
                    .Append(',')
                    .Append(part[i].Value).Append(')');
            }

            await c.ExecuteAsync(new CommandDefinition(
                sql.ToString(), transaction: t, flags: CommandFlags.NoCache, cancellationToken: token));
        }
    }

    private async Task WriteSnapshotAsync(
        long repository,
        string commit,
        List<long> ids,
        CancellationToken cancellationToken) =>
        await database.InTransactionAsync(
            async (c, t, token) =>
            {
                var id = await TakeIdsAsync(c, t, 1, token);
                var isNew = await c.ExecuteAsync(new CommandDefinition(
                    """
                    INSERT INTO code_snapshots (id, repository_id, commit_id, file_count, token_count, used_at)
                    VALUES (@id, @repository, @commit, @count, 0, @now) ON CONFLICT DO NOTHING
                    """,
                    new
                    {
                        id,
                        repository,
                        commit,
                        count = (long)ids.Count,
                        now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                    },
                    t, cancellationToken: token)) == 1;
                if (!isNew)
                {
                    return;
                }

                foreach (var part in ids.Distinct().Chunk(RowsPerStatement))
                {
                    var sql = new StringBuilder("INSERT INTO code_snapshot_files (snapshot_id, file_id) VALUES ")
                        .AppendJoin(',', part.Select(file => $"({id},{file})"));
                    await c.ExecuteAsync(new CommandDefinition(
                        sql.ToString(), transaction: t, flags: CommandFlags.NoCache, cancellationToken: token));
                }

                await c.ExecuteAsync(new CommandDefinition(
                    """
                    UPDATE code_snapshots SET token_count = (
                        SELECT COALESCE(SUM(f.token_count), 0) FROM code_snapshot_files s
                        JOIN code_files f ON f.id = s.file_id
                        WHERE s.snapshot_id = @id) WHERE id = @id
                    """,
                    new { id }, t, cancellationToken: token));
            },
            cancellationToken);
}
