using System.Text.Json;
using Dapper;
using OpsFlow.Domain.Conversation.Evaluation;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ChatTurn;

/// <summary>
/// How models grade; measured anew after a week, as endpoints change models behind their names, and after an hour where
/// that went badly.
/// </summary>
public sealed class CalibrationStore(IDatabase database, TimeProvider time)
{
    private static readonly TimeSpan s_age = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_badAge = TimeSpan.FromHours(1);

    /// <summary>What was measured; null when nothing was of late.</summary>
    public async Task<Calibration?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await database.WithConnectionAsync(
            (connection, ct) => connection.QueryFirstOrDefaultAsync<(string? Data, long At)>(new CommandDefinition(
                "SELECT data, created_at FROM chat_calibrations WHERE id = @id", new { id }, cancellationToken: ct)),
            cancellationToken);
        if (row.Data is null)
        {
            return null;
        }

        var found = JsonSerializer.Deserialize<Calibration>(row.Data, EventJson.Options)!;
        var age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(row.At);
        return age < (found.IsTrusted ? s_age : s_badAge) ? found : null;
    }

    /// <summary>Keeps what was measured.</summary>
    public Task KeepAsync(string id, Calibration calibration, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            """
            INSERT INTO chat_calibrations (id, data, created_at) VALUES (@id, @data, @now)
            ON CONFLICT (id) DO UPDATE SET data = @data, created_at = @now
            """,
            new
            {
                id, data = JsonSerializer.Serialize(calibration, EventJson.Options),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            },
            cancellationToken);
}
