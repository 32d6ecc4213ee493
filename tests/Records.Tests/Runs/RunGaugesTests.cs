using Microsoft.Extensions.Time.Testing;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Platform.Telemetry;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Records.ScanChain;
using OpsFlow.Tests.Support;

namespace OpsFlow.Records.Tests.Runs;

/// <summary>The gauges of every pipeline, on its own table.</summary>
[Collection(PostgresCollection.Name)]
public sealed class RunGaugesTests(PostgresCluster cluster) : IDisposable
{
    private static readonly (string Open, string Asks, string End, string Sql)[] s_rows =
    [
        ("Cloning", "AwaitingApproval", "Published",
            """
            INSERT INTO analyses (id, server_id, server_name, fingerprint, state, round, error_type, message, report,
                occurrences, created_at, last_seen_at, updated_at)
            VALUES (@id, 's', 'shop', @id, @state, 1, 'T', 'm', '{}', 1, @at, @at, @at)
            """),
        ("Rule", "NeedsInput", "Done",
            """
            INSERT INTO scans (id, user_id, state, attempt, image, image_type, language, created_at, updated_at)
            VALUES (@id, 'mina', @state, 1, 'i', 'image/jpeg', 'ko', 1, @at)
            """),
        ("Nodes", "NeedsInput", "Done",
            """
            INSERT INTO chat_turns (id, conversation_id, user_id, client_id, state, language, message, writer,
                cancel_asked, created_at, updated_at)
            VALUES (@id, 'c', 'mina', @id, @state, 'ko', 'm', 0, 0, 1, @at)
            """),
        ("Checking", "Queued", "Success",
            """
            INSERT INTO prescriptions (id, pharmacy, serial, day, version, repeat_number, queue_number, patient, state,
                detected_at, updated_at)
            VALUES (@id, 'p', @id, '2024-10-04', 'v', 0, 1, 'x', @state, @at, @at)
            """),
    ];

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task ReadAsync_OnSqlite_CountsEveryPipelineByStateAndAge() => CheckAsync(null);

    [RequiresFact(Counterparts.Postgres)]
    public Task ReadAsync_OnPostgres_CountsEveryPipelineByStateAndAge() => CheckAsync(cluster.NewDatabase());

    private static double Value(IEnumerable<GaugeReading> readings, string gauge, string workflow, string state) =>
        readings.Single(r => r.Gauge == gauge && r.Labels.Any(l => Equals(l.Value, workflow))
            && r.Labels.Any(l => Equals(l.Value, state))).Value;

    private async Task CheckAsync(string? postgres)
    {
        await using var database = new Database(
            new StoreOptions { DataFolder = _folder.Path, PostgresConnectionString = postgres }, TimeProvider.System);
        // The stores are only for closing rows.
        RunRecords[] pipelines =
        [
            new AnalysisRunRecords(database, null!), new ScanRunRecords(database, null!),
            new ChatRunRecords(database, null!), new PrescriptionRunRecords(database, null!),
        ];
        foreach (var (id, state, minutes) in new[]
        {
            ("a", "Failed", 30), ("b", "Failed", 90), ("c", "end", 5), ("d", "open", 5), ("e", "asks", 5),
        })
        {
            var at = _time.GetUtcNow().AddMinutes(-minutes).ToUnixTimeMilliseconds();
            foreach (var (open, asks, end, sql) in s_rows)
            {
                var stored = state switch { "end" => end, "open" => open, "asks" => asks, _ => state };
                await database.ExecuteAsync(sql, new { id, state = stored, at }, default);
            }
        }

        var readings = new List<GaugeReading>();
        foreach (var pipeline in pipelines)
        {
            readings.AddRange(await new RunGauges(pipeline, _time).ReadAsync(default));
            Assert.Equal(new RunCounts(1, 2, 0), await pipeline.CountRunsAsync(default));
        }

        var discards = new RunDiscards(database, _time);
        foreach (var pipeline in pipelines)
        {
            await discards.DiscardAsync((await pipeline.FindFailedAsync("a", default))!, "mina", default);
            Assert.Equal(new RunCounts(1, 1, 0), await pipeline.CountRunsAsync(default));
        }

        foreach (var (workflow, end, without) in new[]
        {
            ("ErrorAnalysis", "Published", "Canceled"), ("ScanChain", "Done", "Canceled"),
            ("ChatTurn", "Done", "Canceled"), ("PrescriptionAnalysis", "Success", "Withdrawn"),
        })
        {
            Assert.Equal(2, Value(readings, "opsflow_runs", workflow, "Failed"));
            Assert.Equal(1, Value(readings, "opsflow_recent_runs", workflow, "Failed"));
            Assert.Equal(1, Value(readings, "opsflow_runs", workflow, end));
            Assert.Equal(1, Value(readings, "opsflow_recent_runs", workflow, end));
            // An alert on a ratio needs both of its sides.
            Assert.Equal(0, Value(readings, "opsflow_recent_runs", workflow, without));
        }

        // Totals read every record: they are counted once a minute, what is recent at each look.
        var gauges = new RunGauges(pipelines[0], _time);
        await gauges.ReadAsync(default);
        await database.ExecuteAsync("DELETE FROM analyses", null, default);
        var held = await gauges.ReadAsync(default);
        Assert.Equal(2, Value(held, "opsflow_runs", "ErrorAnalysis", "Failed"));
        Assert.Equal(0, Value(held, "opsflow_recent_runs", "ErrorAnalysis", "Failed"));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, Value(await gauges.ReadAsync(default), "opsflow_runs", "ErrorAnalysis", "Failed"));

        // What failed is not counted again at the next look, and nothing is said of it.
        var failing = new RunGauges(pipelines[0], _time);
        await Assert.ThrowsAnyAsync<Exception>(() => failing.ReadAsync(new CancellationToken(true)));
        Assert.DoesNotContain(await failing.ReadAsync(default), r => r.Gauge == "opsflow_runs");
    }
}
