using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;
using OpsFlow.Platform.Telemetry;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Tests.Support;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.Tests.ErrorAnalysis;

[Collection(PostgresCollection.Name)]
public sealed class AnalysisGaugesTests(PostgresCluster cluster) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task ReadAsync_OnSqlite_CountsThoseThatWait() => CheckWaitingAsync(null);

    [RequiresFact(Counterparts.Postgres)]
    public Task ReadAsync_OnPostgres_CountsThoseThatWait() => CheckWaitingAsync(cluster.NewDatabase());

    [Fact]
    public Task ReadAsync_OnSqlite_FindsPublicationsAboveApprovals() => CheckPublicationsAsync(null);

    [RequiresFact(Counterparts.Postgres)]
    public Task ReadAsync_OnPostgres_FindsPublicationsAboveApprovals() => CheckPublicationsAsync(cluster.NewDatabase());

    private static double Value(IEnumerable<GaugeReading> readings, string gauge) =>
        readings.Single(r => r.Gauge == gauge).Value;

    private async Task CheckWaitingAsync(string? postgres)
    {
        await using var database = Open(postgres);
        foreach (var (id, state) in new[] { ("a", "Failed"), ("b", "AwaitingApproval"), ("c", "AwaitingApproval") })
        {
            await ExecuteAsync(
                database,
                """
                INSERT INTO analyses (id, server_id, server_name, fingerprint, state, round, error_type, message,
                    report, occurrences, created_at, last_seen_at, updated_at)
                VALUES (@id, 's', 'shop', @id, @state, 1, 'T', 'm', '{}', 1, 1, 1, 1)
                """,
                new { id, state });
        }

        var readings = await new AnalysisGauges(database).ReadAsync(default);

        Assert.Equal(2, Value(readings, "opsflow_approvals_waiting"));
    }

    private async Task CheckPublicationsAsync(string? postgres)
    {
        await using var database = Open(postgres);
        var approved = JsonSerializer.Serialize(
            new Decision(DecisionKind.Approve, "Mina", "console", "h"), EventJson.Options);
        var rejected = JsonSerializer.Serialize(
            new Decision(DecisionKind.Reject, "Mina", "console", "h", """not "kind":"Approve" at all"""),
            EventJson.Options);
        // Approved and published, the one as PostgreSQL wrote it once; the same again after a reset; rejected.
        await AddAsync("a", "r1", 1, ("decision", """{"kind" : "Approve", "by" : "Mina"}"""), ("publication", "1"));
        await AddAsync("b", "r1", 1, ("decision", approved), ("publication", "1"));
        await AddAsync("b", "r2", 1, ("publication", "1"));
        await AddAsync("c", "r1", 1, ("decision", rejected));
        Assert.Equal(0, await ExtraAsync());

        // Published twice for one approval, and without any.
        await AddAsync("a", "r2", 1, ("publication", "2"));
        await AddAsync("c", "r1", 2, ("publication", "1"));
        Assert.Equal(2, await ExtraAsync());

        // Published although it was rejected.
        await AddAsync("d", "r1", 1, ("decision", rejected), ("publication", "1"));
        Assert.Equal(3, await ExtraAsync());

        async Task<double> ExtraAsync() =>
            Value(await new AnalysisGauges(database).ReadAsync(default), "opsflow_extra_publications");

        async Task AddAsync(string id, string run, int round, params (string Part, string Data)[] parts)
        {
            foreach (var (part, data) in parts)
            {
                await ExecuteAsync(
                    database,
                    "INSERT INTO analysis_rounds VALUES (@id, @run, @round, @part, @data, 1)",
                    new { id, run, round, part, data });
            }
        }
    }

    private static Task<int> ExecuteAsync(Database database, string sql, object parameters) =>
        database.InTransactionAsync(
            (connection, transaction, _) => connection.ExecuteAsync(sql, parameters, transaction), default);

    private Database Open(string? postgres) => new(
        new StoreOptions { DataFolder = _folder.Path, PostgresConnectionString = postgres }, TimeProvider.System);
}
