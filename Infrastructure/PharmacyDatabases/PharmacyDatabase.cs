using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace OpsFlow.Infrastructure.PharmacyDatabases;

/// <summary>Reads a pharmacy's database by the queries that it was told. It never writes.</summary>
public sealed class PharmacyDatabase(
    PharmacyDatabaseKind kind, string connectionString, PharmacyQueries queries, CursorKind cursor,
    long? overlap = null)
{
    private const int TimeoutSeconds = 5;

    // Rows become visible in another order than they were numbered: what was written just before is read once more.
    // Ten seconds, of numbers that are milliseconds.
    private readonly long _overlap = overlap ?? (cursor == CursorKind.Integer ? 10_000 : 10);

    /// <summary>Where a first look begins.</summary>
    public string Beginning => cursor == CursorKind.Integer
        ? "0"
        : kind == PharmacyDatabaseKind.Sqlite
            ? "2000-01-01 00:00:00"
            : new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture);

    /// <summary>A place a little before, so that a change that became visible late is found.</summary>
    public string Before(string position) => cursor == CursorKind.Integer
        ? (long.Parse(position, CultureInfo.InvariantCulture) - _overlap).ToString(CultureInfo.InvariantCulture)
        : Earlier(position);

    /// <summary>Changes after a place, in order.</summary>
    public Task<IReadOnlyList<PharmacyChange>> ReadChangesAsync(
        string position, string serial, int limit, CancellationToken cancellationToken) => ReadAsync(
            queries.Changes,
            [("position", Typed(position)), ("serial", serial), ("limit", limit)],
            row => new PharmacyChange(PositionOf(Required(row, "position")), Text(Required(row, "serial"))),
            cancellationToken);

    /// <summary>The patient's id; null when there is no such prescription.</summary>
    public async Task<string?> FindPatientAsync(string serial, CancellationToken cancellationToken) =>
        await ReadAsync(
            queries.Patient, [("serial", serial)], row => Text(Required(row, "patient_id")), cancellationToken)
            is [var patient, ..] ? patient : null;

    /// <summary>The patient's name, for the board; null when there is none.</summary>
    public async Task<string?> FindPatientNameAsync(string serial, CancellationToken cancellationToken) =>
        await ReadAsync(
            queries.PatientName, [("serial", serial)],
            row => Optional(row, "patient_name") is { } name ? Text(name) : null, cancellationToken)
            is [var found, ..] ? found : null;

    /// <summary>The lines of a prescription.</summary>
    public Task<IReadOnlyList<PharmacyItem>> ReadItemsAsync(string serial, CancellationToken cancellationToken) =>
        ReadAsync(queries.Items, [("serial", serial)], ToItem, cancellationToken);

    private static PharmacyItem ToItem(DbDataReader row)
    {
        try
        {
            return Item(row);
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException)
        {
            throw new UnreadableRowException($"A line of the prescription cannot be read: {e.Message}", e);
        }
    }

    // The names are what is checked: a dose or a date that cannot be read must not keep the pharmacist from hearing of
    // them. A stop date that cannot be read stops nothing.
    private static PharmacyItem Item(DbDataReader row)
    {
        var hasUnreadable = false;
        return new(
            (int)Number(Required(row, "line")),
            Optional(row, "code") is { } code ? Text(code) : null,
            Optional(row, "name") is { } name ? Text(name) : "",
            Try("dose", v => (decimal?)Number(v)),
            Try("times_per_day", v => (decimal?)Number(v)),
            Try("days", v => (int?)(int)Number(v)),
            Try("quantity", v => (decimal?)Number(v)),
            Try("stop_date", Day),
            Try("canceled", v => (bool?)IsTrue(v)) ?? false,
            hasUnreadable);

        T? Try<T>(string column, Func<object, T?> read)
            where T : struct
        {
            try
            {
                return Optional(row, column) is { } value ? read(value) : null;
            }
            catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException)
            {
                hasUnreadable = true;
                return null;
            }
        }
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    // Doubles of SQLite are read as they are written: 2.5 and not 2.4999999.
    private static decimal Number(object value) => value is string text
        ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)
        : Convert.ToDecimal(value, CultureInfo.InvariantCulture);

    private static bool IsTrue(object value) => value switch
    {
        bool flag => flag,
        string text => text.Trim().ToUpperInvariant() is "1" or "Y" or "T" or "TRUE",
        _ => Number(value) != 0,
    };

    private static DateOnly? Day(object value) => value switch
    {
        DateOnly day => day,
        DateTime time => DateOnly.FromDateTime(time),
        string text when DateOnly.TryParseExact(
            text.Length > 10 ? text[..10] : text, ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var day) => day,
        string { Length: 0 } => null,
        _ => throw new FormatException($"'{value}' is no date of a line."),
    };

    private static DateTime Time(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private static object Required(DbDataReader row, string name) =>
        Optional(row, name) ?? throw new FormatException($"The query gives no column '{name}'.");

    private static object? Optional(DbDataReader row, string name)
    {
        for (var i = 0; i < row.FieldCount; i++)
        {
            if (row.GetName(i).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return row.IsDBNull(i) ? null : row.GetValue(i);
            }
        }

        return null;
    }

    private string PositionOf(object value) => value switch
    {
        byte[] bytes => Convert.ToInt64(Convert.ToHexString(bytes), 16).ToString(CultureInfo.InvariantCulture),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        string text when cursor == CursorKind.Timestamp && Time(text) != default => text,
        _ => Text(value),
    };

    // In the form of the position itself, as SQLite compares texts: with a T or a blank.
    private string Earlier(string position)
    {
        var time = Time(position).AddSeconds(-_overlap);
        return kind == PharmacyDatabaseKind.Sqlite
            ? time.ToString(
                position.Contains('T', StringComparison.Ordinal) ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd HH:mm:ss",
                CultureInfo.InvariantCulture)
            : time.ToString("O", CultureInfo.InvariantCulture);
    }

    private object Typed(string position)
    {
        if (cursor == CursorKind.Integer)
        {
            return long.Parse(position, CultureInfo.InvariantCulture);
        }

        // SQLite has no times: they are texts, compared as such, in the form in which they are there.
        return kind == PharmacyDatabaseKind.Sqlite ? position : Time(position);
    }

    private DbConnection Connect() => kind switch
    {
        PharmacyDatabaseKind.Postgres => new NpgsqlConnection(connectionString),
        PharmacyDatabaseKind.SqlServer => new SqlConnection(connectionString),
        _ => new SqliteConnection(new SqliteConnectionStringBuilder(connectionString)
        {
            Mode = SqliteOpenMode.ReadOnly,
            DefaultTimeout = TimeoutSeconds,
        }.ToString()),
    };

    private async Task<IReadOnlyList<T>> ReadAsync<T>(
        string query, IReadOnlyList<(string Name, object Value)> parameters, Func<DbDataReader, T> read,
        CancellationToken cancellationToken)
    {
        await using var connection = Connect();
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        command.CommandTimeout = TimeoutSeconds;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + name;
            parameter.Value = value;
            if (parameter is SqlParameter { Value: DateTime } moment)
            {
                // Else a "datetime" of 3.33 ms, which rounds down and finds the same rows for ever.
                moment.SqlDbType = SqlDbType.DateTime2;
            }

            command.Parameters.Add(parameter);
        }

        List<T> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
