using System.Text.Json;
using Dapper;
using OpsFlow.Domain.Conversation.Evaluation;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ChatTurn;

/// <summary>How models grade; measured anew after a week, as endpoints change models behind their names.</summary>
public sealed class CalibrationStore(IDatabase database, TimeProvider time)
{
    private static readonly TimeSpan s_age = TimeSpan.FromDays(7);

    /// <summary>What was measured; null when nothing was of late.</summary>
    public async Task<Calibration?> FindAsync(string id, CancellationToken cancellationToken) =>
        await database.WithConnectionAsync(
            (connection, ct) => connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                "SELECT data FROM chat_calibrations WHERE id = @id AND created_at > @after",
                new { id, after = (time.GetUtcNow() - s_age).ToUnixTimeMilliseconds() }, cancellationToken: ct)),
            cancellationToken) is { } data
            ? JsonSerializer.Deserialize<Calibration>(data, EventJson.Options)
            : null;

    /// <summary>Keeps what was measured.</summary>
    public Task KeepAsync(string id, Calibration calibration, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            (connection, transaction, ct) => connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO chat_calibrations (id, data, created_at) VALUES (@id, @data, @now)
                ON CONFLICT (id) DO UPDATE SET data = @data, created_at = @now
                """,
                new
                {
                    id, data = JsonSerializer.Serialize(calibration, EventJson.Options),
                    now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                },
                transaction, cancellationToken: ct)),
            cancellationToken);
}
