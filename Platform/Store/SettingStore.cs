using Dapper;

namespace OpsFlow.Platform.Store;

/// <summary>Small named values, such as the hash of the local admin key.</summary>
public sealed class SettingStore(IDatabase database)
{
    /// <summary>A value.</summary>
    /// <returns>The value, or null.</returns>
    public Task<string?> FindAsync(string name, CancellationToken cancellationToken) => database.WithConnectionAsync(
        (connection, ct) => connection.QueryFirstOrDefaultAsync<string?>(new CommandDefinition(
            "SELECT value FROM settings WHERE name = @name", new { name }, cancellationToken: ct)),
        cancellationToken);

    /// <summary>Sets a value.</summary>
    public Task SetAsync(string name, string value, CancellationToken cancellationToken) => database.ExecuteAsync(
        "INSERT INTO settings (name, value) VALUES (@name, @value) "
            + "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        new { name, value },
        cancellationToken);

    /// <summary>Sets a value unless there is one.</summary>
    /// <returns>Whether this call set it.</returns>
    public async Task<bool> TryAddAsync(string name, string value, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            "INSERT INTO settings (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING",
            new { name, value },
            cancellationToken) > 0;

    /// <summary>Removes a value, if there is one.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) => database.ExecuteAsync(
        "DELETE FROM settings WHERE name = @name", new { name }, cancellationToken);
}
