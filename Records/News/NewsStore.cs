using System.Security.Cryptography;
using System.Text;
using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.News;

/// <summary>News that was collected, each piece once.</summary>
public sealed class NewsStore(IDatabase database, TimeProvider time)
{
    /// <summary>How long news is kept.</summary>
    public static TimeSpan Retention { get; } = TimeSpan.FromDays(30);

    /// <summary>The id of a piece: its address without fragment and without what only tracks readers.</summary>
    public static string IdOf(Uri url)
    {
        var query = string.Join('&', url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(p => !p.StartsWith("utm_", StringComparison.OrdinalIgnoreCase)
                && !p.StartsWith("fbclid=", StringComparison.OrdinalIgnoreCase)
                && !p.StartsWith("gclid=", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal));
        var address = $"{url.IdnHost.ToLowerInvariant()}:{(url.IsDefaultPort ? 0 : url.Port)}"
            + $"{url.AbsolutePath.TrimEnd('/')}?{query}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))[..32];
    }

    /// <summary>Adds what is not there yet.</summary>
    /// <returns>How many were new.</returns>
    public Task<int> AddAsync(IReadOnlyCollection<NewsRecord> news, CancellationToken cancellationToken)
    {
        var oldest = Oldest();
        var kept = news.Where(n => n.PublishedAt >= oldest).ToList();
        return kept.Count == 0 ? Task.FromResult(0) : database.ExecuteAsync(
            """
            INSERT INTO news (id, category, source, title, summary, url, published_at)
            VALUES (@Id, @Category, @Source, @Title, @Summary, @Url, @PublishedAt) ON CONFLICT (id) DO NOTHING
            """,
            kept,
            cancellationToken);
    }

    /// <summary>Removes what is older than <see cref="Retention"/>.</summary>
    public Task<int> RemoveOldAsync(CancellationToken cancellationToken) => database.ExecuteAsync(
        "DELETE FROM news WHERE published_at < @oldest",
        new { oldest = Oldest() },
        cancellationToken);

    /// <summary>News, the newest first.</summary>
    /// <param name="category">Only of this one; null for all.</param>
    /// <param name="before">The time and id of the last one already known; null for the start.</param>
    /// <param name="limit">The most to read.</param>
    public Task<IReadOnlyList<NewsRecord>> ListAsync(
        string? category, (long At, string Id)? before, int limit, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<NewsRecord>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<NewsRecord>(new CommandDefinition(
                    $"""
                    SELECT id, category, source, title, summary, url, published_at FROM news
                    WHERE (published_at < @at OR (published_at = @at AND id < @id))
                        {(category is null ? "" : "AND category = @category")}
                    ORDER BY published_at DESC, id DESC LIMIT @limit
                    """,
                    new { at = before?.At ?? long.MaxValue, id = before?.Id ?? "", category, limit },
                    cancellationToken: ct)),
            ],
            cancellationToken);

    private long Oldest() => (time.GetUtcNow() - Retention).ToUnixTimeMilliseconds();
}
