using Dapper;

namespace OpsFlow.Records.ErrorAnalysis;

/// <content>Errors that nobody wants to hear of.</content>
public sealed partial class AnalysisStore
{
    /// <summary>Mutes the error of an analysis: further reports of it are counted on it, and open nothing.</summary>
    /// <param name="until">When that ends; null when somebody says so.</param>
    /// <returns>False if the analysis is not the error's latest, or there is none.</returns>
    public Task<bool> MuteAsync(string id, string by, DateTimeOffset? until, CancellationToken cancellationToken) =>
        SetMuteAsync(id, "Muted", Now(), until?.ToUnixTimeMilliseconds(), by, cancellationToken);

    /// <summary>Hears of the error again.</summary>
    /// <returns>False if the analysis is not the error's latest, or there is none.</returns>
    public Task<bool> UnmuteAsync(string id, string by, CancellationToken cancellationToken) =>
        SetMuteAsync(id, "Unmuted", null, null, by, cancellationToken);

    /// <summary>How the error of an analysis is muted; null if it is not.</summary>
    public Task<ErrorMute?> FindMuteAsync(string id, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            async (connection, ct) =>
            {
                var found = await connection.QueryFirstOrDefaultAsync<(string? By, long? At, long? Until)>(
                    new CommandDefinition(
                        """
                        SELECT muted_by, muted_at, muted_until FROM open_errors
                        WHERE analysis_id = @id AND muted_at IS NOT NULL
                            AND (muted_until IS NULL OR muted_until > @now)
                        """,
                        new { id, now = Now() },
                        cancellationToken: ct));
                return found.At is { } at ? new ErrorMute(found.By ?? "", at, found.Until) : null;
            },
            cancellationToken);

    private async Task<bool> SetMuteAsync(
        string id, string what, long? at, long? until, string by, CancellationToken cancellationToken)
    {
        var isChanged = await database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                if (await connection.ExecuteAsync(new CommandDefinition(
                    """
                    UPDATE open_errors SET muted_at = @at, muted_until = @until, muted_by = @who
                    WHERE analysis_id = @id
                    """,
                    new { id, at, until, who = at is null ? null : by },
                    transaction,
                    cancellationToken: ct)) == 0)
                {
                    return false;
                }

                var key = $"{what}:{Now()}";
                await events.AppendAsync(
                    connection, transaction, StreamOf(id), key, "progress", new { text = $"{what} by {by}." }, ct);
                await events.AppendAsync(
                    connection, transaction, AllStream, $"{id}:{key}", "progress", new { id }, ct);
                return true;
            },
            cancellationToken);
        signals.Notify(StreamOf(id));
        signals.Notify(AllStream);
        return isChanged;
    }
}
