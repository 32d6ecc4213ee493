using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Access;

/// <summary>
/// Who is signed in to the console, to be looked at. Whether a session is let in is not asked here: its ticket and
/// <see cref="AccessList"/> say so.
/// </summary>
/// <remarks>Named values among the others: they are few, and nothing is searched for in them.</remarks>
public sealed class SessionStore(IDatabase database)
{
    private const string Prefix = "session/";

    /// <summary>Adds a session.</summary>
    public Task AddAsync(ConsoleSession session, CancellationToken cancellationToken) => database.ExecuteAsync(
        "INSERT INTO settings (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING",
        new { name = Prefix + session.Id, value = JsonSerializer.Serialize(session) },
        cancellationToken);

    /// <summary>All that were added and not removed.</summary>
    public async Task<IReadOnlyList<ConsoleSession>> ReadAsync(CancellationToken cancellationToken)
    {
        var values = await database.WithConnectionAsync(
            (connection, ct) => connection.QueryAsync<string>(new CommandDefinition(
                "SELECT value FROM settings WHERE name LIKE @like", new { like = Prefix + "%" },
                cancellationToken: ct)),
            cancellationToken);
        return [.. values.Select(value => JsonSerializer.Deserialize<ConsoleSession>(value)!)];
    }

    /// <summary>Notes that a session asked for something; nothing where it is not known.</summary>
    public async Task NoteSeenAsync(string id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var name = Prefix + id;
        var value = await database.WithConnectionAsync(
            (connection, ct) => connection.QueryFirstOrDefaultAsync<string?>(new CommandDefinition(
                "SELECT value FROM settings WHERE name = @name", new { name }, cancellationToken: ct)),
            cancellationToken);
        if (value is not null && JsonSerializer.Deserialize<ConsoleSession>(value) is { } session)
        {
            // Not added anew: it may have been removed meanwhile.
            await database.ExecuteAsync(
                "UPDATE settings SET value = @value WHERE name = @name",
                new { name, value = JsonSerializer.Serialize(session with { LastSeenAt = at }) },
                cancellationToken);
        }
    }

    /// <summary>Removes a session.</summary>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) => database.ExecuteAsync(
        "DELETE FROM settings WHERE name = @name", new { name = Prefix + id }, cancellationToken);
}
