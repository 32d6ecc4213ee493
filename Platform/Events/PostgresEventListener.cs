using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Events;

/// <summary>On PostgreSQL, wakes this replica's followers when another replica appends.</summary>
public sealed partial class PostgresEventListener(
    IDatabase database, EventSignals signals, TimeProvider time,
    ILogger<PostgresEventListener> logger) : BackgroundService
{
    private static readonly TimeSpan s_reconnectDelay = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.Kind != DatabaseKind.Postgres)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                LogReconnecting(logger, e);
                await Task.Delay(s_reconnectDelay, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The connection that listens for events broke; connecting again")]
    private static partial void LogReconnecting(ILogger logger, Exception exception);

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = (NpgsqlConnection)await database.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, notification) => signals.Notify(notification.Payload);
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = $"LISTEN {EventStore.PostgresChannel}";
            await command.ExecuteNonQueryAsync(stoppingToken);
        }

        // Whatever was appended while nobody listened.
        signals.NotifyAll();
        while (true)
        {
            await connection.WaitAsync(stoppingToken);
        }
    }
}
