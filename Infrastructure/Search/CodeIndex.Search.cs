using Dapper;
using OpsFlow.Domain.CodeAnalysis.Search;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Store;

namespace OpsFlow.Infrastructure.Search;

/// <content>Searching.</content>
public sealed partial class CodeIndex
{
    // The usual BM25 constants.
    private const double K1 = 1.2;
    private const double B = 0.75;
    private const int MaxQueryTokens = 40;
    private const int MaxQueryChars = 4000;
    private const int FilesToOpen = 30;
    private const int MaxHits = 100;

    /// <inheritdoc/>
    public Task<IReadOnlyList<CodeHit>> SearchAsync(
        string repositoryKey,
        string commit,
        string query,
        int limit,
        CancellationToken cancellationToken)
    {
        var tokens = CodeTokens.Split(query.CutTo(MaxQueryChars))
            .Distinct().Take(MaxQueryTokens).ToArray();
        return tokens.Length == 0
            ? Task.FromResult<IReadOnlyList<CodeHit>>([])
            : database.WithConnectionAsync<IReadOnlyList<CodeHit>>(
                async (c, token) =>
                {
                    var snapshot = (await c.QueryAsync<(long Id, long Repository, long Files, long Tokens)>(
                        new CommandDefinition(
                            """
                            SELECT s.id, s.repository_id, s.file_count, s.token_count FROM code_snapshots s
                            JOIN code_repositories r ON r.id = s.repository_id
                            WHERE r.repository_key = @repositoryKey AND s.commit_id = @commit
                            """,
                            new { repositoryKey, commit }, cancellationToken: token))).FirstOrDefault();
                    if (snapshot.Files == 0)
                    {
                        return [];
                    }

                    var parameters = new DynamicParameters(
                        new { snapshot = snapshot.Id, repository = snapshot.Repository });
                    var tokenList = SqlIn.List(parameters, "token", tokens);
                    var postings = (await c.QueryAsync<(string Token, long File, long Occurrences, long Length)>(
                        new CommandDefinition(
                            $"""
                            SELECT p.token, p.file_id, p.occurrences, f.token_count FROM code_postings p
                            JOIN code_snapshot_files s ON s.file_id = p.file_id AND s.snapshot_id = @snapshot
                            JOIN code_files f ON f.id = p.file_id
                            WHERE p.repository_id = @repository AND p.token IN {tokenList}
                            """,
                            parameters, cancellationToken: token))).AsList();
                    var idf = postings.GroupBy(p => p.Token)
                        .ToDictionary(
                            g => g.Key,
                            g => Math.Log(1 + ((snapshot.Files - g.Count() + 0.5) / (g.Count() + 0.5))));
                    var average = Math.Max(1.0, (double)snapshot.Tokens / snapshot.Files);
                    var files = postings.GroupBy(p => p.File)
                        .Select(
                            g => (
                                File: g.Key,
                                Score: g.Sum(p => idf[p.Token] * Saturate(p.Occurrences, p.Length / average))))
                        .OrderByDescending(f => f.Score).ThenBy(f => f.File)
                        .Take(FilesToOpen).ToDictionary(f => f.File, f => f.Score);
                    if (files.Count == 0)
                    {
                        return [];
                    }

                    parameters = new DynamicParameters();
                    var fileList = SqlIn.List(parameters, "file", files.Keys);
                    var chunks = await c.QueryAsync<
                        (long File, string Path, long First, long Last, string Symbol, string Body)>(
                        new CommandDefinition(
                            $"""
                            SELECT c.file_id, f.path, c.first_line, c.last_line, c.symbol, c.body FROM code_chunks c
                            JOIN code_files f ON f.id = c.file_id WHERE c.file_id IN {fileList}
                            """,
                            parameters, cancellationToken: token));
                    return [.. chunks
                        .Select(k => new CodeHit(
                            k.Path, (int)k.First, (int)k.Last, k.Symbol, k.Body,
                            files[k.File] + (2 * ChunkScore(k.Symbol, k.Body, idf))))
                        .OrderByDescending(h => h.Score).ThenBy(h => h.Path, StringComparer.Ordinal)
                        .ThenBy(h => h.FirstLine)
                        .Take(Math.Clamp(limit, 1, MaxHits))];
                },
                cancellationToken);
    }

    private static double Saturate(double occurrences, double relativeLength) =>
        occurrences * (K1 + 1) / (occurrences + (K1 * (1 - B + (B * relativeLength))));

    private static double ChunkScore(string symbol, string body, Dictionary<string, double> idf)
    {
        const double averageChunk = 120;
        var counts = new Dictionary<string, int>();
        var length = 0;
        foreach (var token in CodeTokens.Split(body))
        {
            length++;
            if (idf.ContainsKey(token))
            {
                counts[token] = counts.GetValueOrDefault(token) + 1;
            }
        }

        var score = counts.Sum(p => idf[p.Key] * Saturate(p.Value, length / averageChunk));

        // A function is about what its name says.
        return score + CodeTokens.Split(symbol).Distinct().Sum(t => idf.GetValueOrDefault(t));
    }
}
