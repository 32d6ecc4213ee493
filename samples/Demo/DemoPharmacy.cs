using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace OpsFlow.Samples.Demo;

/// <summary>
/// The database of an invented pharmacy with invented patients; it is written by SQL, as a till would.
/// </summary>
internal sealed class DemoPharmacy(string kind, string connection)
{
    // Two that must not go together, a pair to watch, an unknown one, ordinary ones.
    private static readonly string[][] s_prescriptions =
    [
        ["심바스타틴정40밀리그램", "이트라코나졸캡슐100밀리그램"],
        ["와파린나트륨정 2밀리그램", "이부프로펜정400밀리그램"],
        ["아목시실린캡슐500밀리그램", "아세트아미노펜정500밀리그램"],
        ["와파린정2밀리그램", "조제약 3일분"],
        ["타이레놀정500밀리그램", "AAP 650 ER"],
        ["레보티록신정50마이크로그램", "탄산칼슘정500밀리그램"],
        ["비아그라정50밀리그램", "니트로글리세린설하정0.6밀리그램"],
        ["메트포르민정500밀리그램", "암로디핀정5밀리그램"],
    ];

    /// <summary>Names that nobody has; they must be found in this database and nowhere else.</summary>
    public static IReadOnlyList<string> Names { get; } = ["가나다라마", "바사아자차", "카타파하거"];

    public string Kind => kind;

    public string Connection => connection;

    public async Task CreateAsync(CancellationToken token)
    {
        await ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS prescriptions (serial TEXT PRIMARY KEY, patient_id TEXT NOT NULL, "
            + "patient_name TEXT NOT NULL, changed_at BIGINT NOT NULL)", token);
        await ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS prescription_items (serial TEXT NOT NULL, line BIGINT NOT NULL, code TEXT, "
            + "name TEXT NOT NULL, dose NUMERIC, times_per_day NUMERIC, days BIGINT, quantity NUMERIC, "
            + "stop_date TEXT, canceled BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (serial, line))", token);
    }

    /// <summary>Writes a prescription, once.</summary>
    public async Task WriteAsync(string serial, int number, CancellationToken token)
    {
        await using var open = await OpenAsync(token);
        await using var transaction = await open.BeginTransactionAsync(token);
        var patient = number % Names.Count;
        await ExecuteAsync(
            open, transaction,
            "INSERT INTO prescriptions (serial, patient_id, patient_name, changed_at) VALUES (@a, @b, @c, @d) "
            + "ON CONFLICT DO NOTHING",
            token, serial, $"{patient + 4711}", Names[patient], DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var line = 0L;
        foreach (var name in s_prescriptions[number % s_prescriptions.Length])
        {
            await ExecuteAsync(
                open, transaction,
                "INSERT INTO prescription_items (serial, line, name, dose, times_per_day, days, quantity) "
                + "VALUES (@a, @b, @c, 1, 1, 7, 7) ON CONFLICT DO NOTHING",
                token, serial, ++line, name);
        }

        await transaction.CommitAsync(token);
    }

    private static async Task ExecuteAsync(
        DbConnection open, DbTransaction? transaction, string sql, CancellationToken token, params object[] values)
    {
        await using var command = open.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + (char)('a' + i);
            parameter.Value = values[i];
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(token);
    }

    private async Task ExecuteAsync(string sql, CancellationToken token)
    {
        await using var open = await OpenAsync(token);
        await ExecuteAsync(open, null, sql, token);
    }

    private async Task<DbConnection> OpenAsync(CancellationToken token)
    {
        DbConnection open = kind == "postgres" ? new NpgsqlConnection(connection) : new SqliteConnection(connection);
        await open.OpenAsync(token);
        return open;
    }
}
