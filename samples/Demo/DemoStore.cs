using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace OpsFlow.Samples.Demo;

/// <summary>OpsFlow's store as it is, read by plain SQL: a check that asks none of OpsFlow's own code.</summary>
internal sealed class DemoStore(DemoOptions options)
{
    /// <summary>How often a scan's reward is there: itself, its points in the ledger, and the character.</summary>
    public async Task<DemoRewardRows> RewardRowsAsync(
        string scan, string user, string character, long points, CancellationToken token)
    {
        await using DbConnection connection = options.Postgres is { } postgres
            ? new NpgsqlConnection(postgres)
            : new SqliteConnection($"Data Source={Path.Combine(options.DataFolder, "opsflow.db")};Mode=ReadOnly");
        await connection.OpenAsync(token);
        return new(
            await CountAsync(
                connection, "rewards WHERE scan_id = @a AND character_id = @b AND points = @c", token, scan, character,
                points),
            await CountAsync(connection, "rewards WHERE scan_id = @a", token, scan),
            await CountAsync(connection, "point_ledger WHERE scan_id = @a AND points = @b", token, scan, points),
            await CountAsync(connection, "point_ledger WHERE scan_id = @a", token, scan),
            await CountAsync(
                connection, "character_ownerships WHERE user_id = @a AND character_id = @b", token, user, character),
            await CountAsync(
                connection, "user_characters WHERE user_id = @a AND character_id = @b", token, user, character));
    }

    private static async Task<long> CountAsync(
        DbConnection connection, string rows, CancellationToken token, params object[] values)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM {rows}";
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + (char)('a' + i);
            parameter.Value = values[i];
            command.Parameters.Add(parameter);
        }

        return Convert.ToInt64(await command.ExecuteScalarAsync(token), null);
    }
}
