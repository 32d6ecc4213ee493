using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Store;
using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Events;

/// <summary>Streams of events: appended idempotently, read from any place, followed live.</summary>
public sealed class EventStore(IDatabase database, EventSignals signals, TimeProvider time)
{
    internal const int PageSize = 500;

    /// <summary>The channel on which PostgreSQL tells other replicas of a stream's growth.</summary>
    internal const string PostgresChannel = "opsflow_events";

    /// <summary>Appends an event unless one of its key is there.</summary>
    /// <param name="key">The key within the stream, the same for a repeat.</param>
    /// <param name="data">Serialized to JSON; no secrets.</param>
    /// <returns>Whether it was appended now.</returns>
    public async Task<bool> AppendAsync(
        string stream, string key, string kind, object data, CancellationToken cancellationToken)
    {
        var appended = await database.InTransactionAsync(
            (connection, transaction, ct) => AppendAsync(connection, transaction, stream, key, kind, data, ct),
            cancellationToken);
        signals.Notify(stream);
        return appended;
    }

    /// <summary>
    /// Appends within a transaction of the caller, who calls <see cref="EventSignals.Notify"/> afterwards.
    /// </summary>
    /// <param name="key">The key within the stream, the same for a repeat.</param>
    /// <param name="data">Serialized to JSON; no secrets.</param>
    /// <returns>Whether it was appended now.</returns>
    public async Task<bool> AppendAsync(
        DbConnection connection,
        DbTransaction transaction,
        string stream,
        string key,
        string kind,
        object data,
        CancellationToken cancellationToken)
    {
        var row = new
        {
            stream,
            key,
            kind,
            data = data as string ?? JsonSerializer.Serialize(data, EventJson.Options),
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        while (true)
        {
            var inserted = await connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO events (stream, seq, event_key, kind, data, created_at)
                SELECT @stream, COALESCE(MAX(seq), 0) + 1, @key, @kind, @data, @now FROM events WHERE stream = @stream
                ON CONFLICT DO NOTHING
                """,
                row,
                transaction,
                cancellationToken: cancellationToken));
            if (inserted > 0)
            {
                break;
            }

            // Nothing inserted: the key is there, or on PostgreSQL another replica took the number a moment ago.
            var exists = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "SELECT COUNT(*) FROM events WHERE stream = @stream AND event_key = @key",
                row,
                transaction,
                cancellationToken: cancellationToken));
            if (exists > 0)
            {
                return false;
            }
        }

        await TellOthersAsync(connection, transaction, stream, cancellationToken);
        return true;
    }

    /// <summary>
    /// Appends within a transaction of the caller at a place that the caller gives, for streams whose numbers have a
    /// meaning; an event that is there already stays. The caller calls <see cref="EventSignals.Notify"/> afterwards.
    /// </summary>
    /// <param name="seq">The place; greater than that of everything before.</param>
    /// <param name="data">Serialized to JSON; no secrets.</param>
    /// <returns>Whether it was appended now.</returns>
    public async Task<bool> AppendAtAsync(
        DbConnection connection, DbTransaction transaction, string stream, long seq, string kind, object data,
        CancellationToken cancellationToken)
    {
        var inserted = await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO events (stream, seq, event_key, kind, data, created_at)
            VALUES (@stream, @seq, @key, @kind, @data, @now) ON CONFLICT DO NOTHING
            """,
            new
            {
                stream,
                seq,
                key = $"{seq}",
                kind,
                data = JsonSerializer.Serialize(data, EventJson.Options),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            },
            transaction,
            cancellationToken: cancellationToken)) > 0;
        if (inserted)
        {
            await TellOthersAsync(connection, transaction, stream, cancellationToken);
        }

        return inserted;
    }

    /// <summary>A page of a stream.</summary>
    /// <param name="after">The last number already known; 0 for the start.</param>
    /// <returns>At most 500 events in order.</returns>
    public async Task<IReadOnlyList<LiveEvent>> ReadAsync(
        string stream,
        long after,
        CancellationToken cancellationToken) =>
        [.. await database.WithConnectionAsync(
            (connection, ct) => connection.QueryAsync<LiveEvent>(new CommandDefinition(
                $"""
                SELECT stream, seq, kind, data, created_at FROM events
                WHERE stream = @stream AND seq > @after ORDER BY seq LIMIT {PageSize}
                """,
                new { stream, after },
                cancellationToken: ct)),
            cancellationToken)];

    /// <summary>A page of a followed stream, read once for all followers that are at the same place.</summary>
    /// <param name="after">The last number already known; 0 for the start.</param>
    /// <returns>At most 500 events in order.</returns>
    public Task<IReadOnlyList<LiveEvent>> ReadAsync(
        EventSubscription subscription, long after, CancellationToken cancellationToken) =>
        // Not ended by the one who asked first: others wait for it.
        subscription.Page.ReadAsync(after, () => ReadAsync(subscription.Stream, after, CancellationToken.None))
            .WaitAsync(cancellationToken);

    /// <summary>The number of the last event of a stream.</summary>
    /// <returns>The number; 0 for an empty stream.</returns>
    public Task<long> LastAsync(string stream, CancellationToken cancellationToken) => database.WithConnectionAsync(
        (connection, ct) => connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COALESCE(MAX(seq), 0) FROM events WHERE stream = @stream", new { stream }, cancellationToken: ct)),
        cancellationToken);

    /// <summary>Begins to follow a stream: what is appended from now on ends a wait.</summary>
    /// <returns>A subscription to dispose.</returns>
    public EventSubscription Subscribe(string stream) => signals.Subscribe(stream);

    /// <summary>Waits until a stream may have grown. Nothing is asked of the store.</summary>
    /// <param name="wait">The longest wait.</param>
    /// <returns>False if nobody told of it in all this time: there is nothing, or EventTail finds it.</returns>
    public Task<bool> WaitAsync(
        EventSubscription subscription, TimeSpan wait, CancellationToken cancellationToken) =>
        subscription.WaitAsync(wait, time, cancellationToken);

    private async Task TellOthersAsync(
        DbConnection connection, DbTransaction transaction, string stream, CancellationToken cancellationToken)
    {
        if (database.Kind == DatabaseKind.Postgres)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"SELECT pg_notify('{PostgresChannel}', @stream)", new { stream }, transaction,
                cancellationToken: cancellationToken));
        }

        OpsFlowMeter.AppendedEvents.Add(1);
    }
}
