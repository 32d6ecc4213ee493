using System.Globalization;
using Microsoft.Data.Sqlite;

namespace OpsFlow.Tests.Support;

/// <summary>A pharmacy's database of invented patients, written as a till would.</summary>
public sealed class TestPharmacy
{
    public const string Id = "p1";

    /// <summary>Must be found in this database and on the board, and nowhere else.</summary>
    public const string PatientName = "가람나래솔";

    private const string InsertItem =
        "INSERT INTO prescription_items (serial, line, name, dose, times_per_day, days, quantity) "
        + "VALUES (@a, @b, @c, 1, 1, 7, 7)";

    private static readonly TimeZoneInfo s_seoul = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul");

    private readonly string _connection;
    private long _changed;

    public TestPharmacy(TempFolder folder, string more = "")
    {
        DatabasePath = Path.Combine(folder.Path, "pos.db");
        _connection = $"Data Source={DatabasePath};Pooling=false";
        Execute(
            """
            CREATE TABLE prescriptions (
                serial TEXT PRIMARY KEY, patient_id TEXT, patient_name TEXT, changed_at INTEGER);
            CREATE TABLE prescription_items (
                serial TEXT, line INTEGER, code TEXT, name TEXT, dose NUMERIC, times_per_day NUMERIC, days INTEGER,
                quantity NUMERIC, stop_date TEXT, canceled INTEGER DEFAULT 0);
            """);
        File = folder.Write(
            "pharmacies.yaml",
            $"pharmacies:\n  {Id}:\n    name: 새봄약국\n    connection: \"{_connection}\"\n{more}");
    }

    public string DatabasePath { get; }

    public string File { get; }

    public static string Serial(int number, int daysAgo = 0) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, s_seoul).AddDays(-daysAgo)
            .ToString("yyyyMMdd", CultureInfo.InvariantCulture)
        + number.ToString("000000", CultureInfo.InvariantCulture);

    public string Write(int number, params string[] names) => WriteOf(Serial(number), names);

    public string WriteOf(string serial, params string[] names)
    {
        Execute(
            "DELETE FROM prescription_items WHERE serial = @a; "
            + "INSERT INTO prescriptions VALUES (@a, 'patient-4711', @b, @c) "
            + "ON CONFLICT (serial) DO UPDATE SET changed_at = @c",
            serial, PatientName, Next());
        for (var i = 0; i < names.Length; i++)
        {
            Execute(InsertItem, serial, i + 1, names[i]);
        }

        return serial;
    }

    /// <summary>One whose line has no number.</summary>
    public string WriteUnreadable(string serial, string name)
    {
        Execute(
            "INSERT INTO prescription_items (serial, line, name, dose) VALUES (@a, 'one', @b, 1); "
            + "INSERT INTO prescriptions VALUES (@a, 'patient-4711', @c, @d)",
            serial, name, PatientName, Next());
        return serial;
    }

    /// <summary>Many at once, in one transaction, each with the same names.</summary>
    public void WriteAll(IEnumerable<string> serials, params string[] names)
    {
        using var connection = new SqliteConnection(_connection);
        connection.Open();
        using var transaction = connection.BeginTransaction();
        foreach (var serial in serials)
        {
            Execute(
                connection, "INSERT INTO prescriptions VALUES (@a, 'patient-4711', @b, @c)",
                serial, PatientName, Next());
            for (var i = 0; i < names.Length; i++)
            {
                Execute(connection, InsertItem, serial, i + 1, names[i]);
            }
        }

        transaction.Commit();
    }

    public void Delete(string serial) => Execute("DELETE FROM prescriptions WHERE serial = @a", serial);

    private long Next() => _changed = Math.Max(_changed + 1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    private void Execute(string sql, params object[] values)
    {
        using var connection = new SqliteConnection(_connection);
        connection.Open();
        Execute(connection, sql, values);
    }

    private static void Execute(SqliteConnection connection, string sql, params object[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue("@" + (char)('a' + i), values[i]);
        }

        command.ExecuteNonQuery();
    }
}
