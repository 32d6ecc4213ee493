using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using OpsFlow.Infrastructure.PharmacyDatabases;

namespace OpsFlow.Infrastructure.Tests.PharmacyDatabases;

[Collection(PostgresCollection.Name)]
public sealed class PharmacyDatabaseTests(PostgresCluster cluster) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task ReadChanges_SameTimeAndSmallPages_Sqlite_MissesNoneAndRepeatsNone() => CheckPagesAsync(Sqlite());

    [RequiresFact(Counterparts.Postgres)]
    public Task ReadChanges_SameTimeAndSmallPages_Postgres_MissesNoneAndRepeatsNone() => CheckPagesAsync(Postgres());

    [Fact]
    public Task ReadItems_Sqlite_HasExactAmountsAndDates() => CheckItemsAsync(Sqlite());

    [RequiresFact(Counterparts.Postgres)]
    public Task ReadItems_Postgres_HasExactAmountsAndDates() => CheckItemsAsync(Postgres());

    [RequiresFact(Counterparts.Postgres)]
    public async Task ReadChanges_TimestampCursor_Postgres_KeepsMicroseconds()
    {
        var (connection, kind) = (Postgres().Connection, PharmacyDatabaseKind.Postgres);
        await ExecuteAsync((connection, kind), "CREATE TABLE t (at timestamptz, serial text)");
        await ExecuteAsync(
            (connection, kind),
            "INSERT INTO t VALUES ('2026-03-11T00:00:00.123456Z', 'a'), ('2026-03-11T00:00:00.123456Z', 'b'), "
            + "('2026-03-11T00:00:00.123457Z', 'c')");
        const string changes =
            "SELECT at AS position, serial FROM t WHERE (at, serial) > (@position, @serial) "
            + "ORDER BY at, serial LIMIT @limit";
        var database = new PharmacyDatabase(
            kind, connection, PharmacyQueries.Of(kind) with { Changes = changes }, CursorKind.Timestamp);

        Assert.Equal(["a", "b", "c"], await ReadAllAsync(database, 1));
    }

    [Fact]
    public async Task FindPatient_DeletedPrescription_IsNull()
    {
        var database = await PrepareAsync(Sqlite());

        Assert.Equal("4711", await database.FindPatientAsync("20260311000001", default));
        Assert.Null(await database.FindPatientAsync("20260311999999", default));
        Assert.Equal("가나다", await database.FindPatientNameAsync("20260311000001", default));
    }

    [Fact]
    public async Task ReadChanges_Source_IsNeverWritten()
    {
        var source = Sqlite();
        await PrepareAsync(source);
        var greedy = new PharmacyDatabase(
            source.Kind, source.Connection,
            PharmacyQueries.Of(source.Kind) with { Patient = "DELETE FROM prescriptions WHERE serial = @serial" },
            CursorKind.Integer);

        var e = await Assert.ThrowsAsync<SqliteException>(() => greedy.FindPatientAsync("20260311000001", default));
        Assert.Contains("readonly", e.Message);
    }

    [Fact]
    public async Task ReadChanges_QueryWithoutItsColumn_SaysWhich()
    {
        var source = Sqlite();
        await PrepareAsync(source);
        var database = new PharmacyDatabase(
            source.Kind, source.Connection,
            PharmacyQueries.Of(source.Kind) with { Changes = "SELECT serial FROM prescriptions LIMIT @limit" },
            CursorKind.Integer);

        var e = await Assert.ThrowsAsync<FormatException>(() => database.ReadChangesAsync("0", "", 9, default));
        Assert.Contains("position", e.Message);
    }

    [Theory]
    [InlineData("'one'")]
    [InlineData("1e40")]
    [InlineData("NULL")]
    public async Task ReadItems_LineWithoutANumber_IsAFaultOfItsPrescription(string line)
    {
        var source = Sqlite();
        await PrepareAsync(source);
        var database = new PharmacyDatabase(
            source.Kind, source.Connection,
            PharmacyQueries.Of(source.Kind) with { Items = $"SELECT {line} AS line" },
            CursorKind.Integer);

        await Assert.ThrowsAsync<UnreadableRowException>(() => database.ReadItemsAsync("20260311000001", default));
    }

    [Fact]
    public void Of_SqlServer_LimitsByTopAndNeedsNoOtherDialect()
    {
        // No such server runs here: its driver at least takes the connection and the query.
        var queries = PharmacyQueries.Of(PharmacyDatabaseKind.SqlServer);
        Assert.StartsWith("SELECT TOP (@limit)", queries.Changes);
        Assert.DoesNotContain("LIMIT", queries.Changes, StringComparison.Ordinal);
        using var connection = new Microsoft.Data.SqlClient.SqlConnection(
            "Server=tcp:127.0.0.1,1;Database=pos;User Id=reader;Password=x;Encrypt=true;Connect Timeout=1");
        Assert.Equal("pos", connection.Database);
    }

    [Fact]
    public async Task ReadChanges_SqlServerThatIsAway_FailsAsAnyOther()
    {
        var database = new PharmacyDatabase(
            PharmacyDatabaseKind.SqlServer,
            $"Server=tcp:127.0.0.1,{FreePort.Next()};Database=pos;User Id=r;Password=x;Connect "
                + "Timeout=1;ConnectRetryCount=0",
            PharmacyQueries.Of(PharmacyDatabaseKind.SqlServer), CursorKind.Integer);

        await Assert.ThrowsAnyAsync<DbException>(() => database.ReadChangesAsync("0", "", 9, default));
    }

    [Theory]
    [InlineData(CursorKind.Integer, "20000", "10000")]
    [InlineData(CursorKind.Timestamp, "2026-03-11T00:00:10.0000000Z", "2026-03-11T00:00:00")]
    [InlineData(CursorKind.Timestamp, "2026-03-11 00:00:10", "2026-03-11 00:00:00")]
    public void Before_Position_IsTenSecondsEarlier(CursorKind cursor, string position, string before) => Assert.Equal(
        before,
        new PharmacyDatabase(
            PharmacyDatabaseKind.Sqlite, "Data Source=x", PharmacyQueries.Of(PharmacyDatabaseKind.Sqlite), cursor)
        .Before(position));

    [Fact]
    public async Task ReadItems_ValuesThatCannotBeRead_AreNullAndMarked()
    {
        var source = Sqlite();
        var database = await PrepareAsync(source);
        await ExecuteAsync(
            source,
            "INSERT INTO prescription_items VALUES ('20260311000002', 1, NULL, '와파린정', 'abc', 1e40, 'x', 1, "
                + "'2026.03.11', 'perhaps')");

        Assert.Equal(
            new PharmacyItem(1, null, "와파린정", null, null, null, 1m, null, false, true),
            Assert.Single(await database.ReadItemsAsync("20260311000002", default)));
    }

    private static async Task CheckPagesAsync((string Connection, PharmacyDatabaseKind Kind) source) =>
        Assert.Equal(
            Enumerable.Range(1, 5).Select(i => $"2026031100000{i}"), await ReadAllAsync(await PrepareAsync(source), 3));

    private static async Task CheckItemsAsync((string Connection, PharmacyDatabaseKind Kind) source)
    {
        var items = await (await PrepareAsync(source)).ReadItemsAsync("20260311000001", default);

        Assert.Equal(
            new PharmacyItem(1, "C1", "와파린정", 2.5m, 3m, 7, 52.5m, new DateOnly(2026, 3, 12), false), items[0]);
        Assert.Equal(new PharmacyItem(2, null, "아스피린", null, null, null, null, null, true), items[1]);
    }

    private static async Task<List<string>> ReadAllAsync(PharmacyDatabase database, int limit)
    {
        List<string> serials = [];
        var (position, serial) = (database.Beginning, "");
        while (await database.ReadChangesAsync(position, serial, limit, default) is { Count: > 0 } page)
        {
            serials.AddRange(page.Select(p => p.Serial));
            (position, serial) = (page[^1].Position, page[^1].Serial);
        }

        return serials;
    }

    private static async Task<PharmacyDatabase> PrepareAsync((string Connection, PharmacyDatabaseKind Kind) source)
    {
        await ExecuteAsync(
            source,
            "CREATE TABLE prescriptions (serial TEXT PRIMARY KEY, patient_id TEXT, patient_name TEXT, changed_at "
                + "BIGINT)");
        await ExecuteAsync(
            source,
            "CREATE TABLE prescription_items (serial TEXT, line BIGINT, code TEXT, name TEXT, dose NUMERIC(9,3), "
            + "times_per_day NUMERIC(9,3), days BIGINT, quantity NUMERIC(9,3), stop_date TEXT, canceled BIGINT)");
        for (var i = 1; i <= 5; i++)
        {
            await ExecuteAsync(
                source, $"INSERT INTO prescriptions VALUES ('2026031100000{i}', '4711', '가나다', 1000)");
        }

        await ExecuteAsync(
            source,
            "INSERT INTO prescription_items VALUES "
            + "('20260311000001', 1, 'C1', '와파린정', 2.5, 3, 7, 52.5, '2026-03-12', 0), "
            + "('20260311000001', 2, NULL, '아스피린', NULL, NULL, NULL, NULL, NULL, 1)");
        return new(source.Kind, source.Connection, PharmacyQueries.Of(source.Kind), CursorKind.Integer);
    }

    private static async Task ExecuteAsync((string Connection, PharmacyDatabaseKind Kind) source, string sql)
    {
        await using DbConnection connection = source.Kind == PharmacyDatabaseKind.Postgres
            ? new NpgsqlConnection(source.Connection)
            : new SqliteConnection(source.Connection);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private (string Connection, PharmacyDatabaseKind Kind) Sqlite() =>
        ($"Data Source={Path.Combine(_folder.Path, "pos.db")};Pooling=false", PharmacyDatabaseKind.Sqlite);

    private (string Connection, PharmacyDatabaseKind Kind) Postgres() =>
        (cluster.NewDatabase(), PharmacyDatabaseKind.Postgres);
}
