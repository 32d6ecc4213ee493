using System.Diagnostics;
using Microsoft.Data.Sqlite;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Api.Tests.Prescriptions;

/// <summary>
/// A pharmacy with a backlog and new prescriptions all the time, two workers, and one process after the other killed:
/// each of today's is analyzed once and in order, three at once at most, and none of yesterday's.
/// </summary>
public sealed class PrescriptionLoadTests(ITestOutputHelper output)
{
    private const int ASecond = 20;

    private static readonly string[] s_names = ["심바스타틴정40밀리그램", "이트라코나졸캡슐100밀리그램"];

    private static int Backlog => LongTests.Count(40, 10_000);

    private static int Seconds => LongTests.Count(3, 60);

    private static TimeSpan BetweenKills => TimeSpan.FromSeconds(LongTests.Count(3, 10));

    [Fact]
    public async Task Prescriptions_ManyAndProcessesKilled_AreAnalyzedOnceInOrderAndThreeAtOnce()
    {
        using var data = new TempFolder();
        using var outside = new TempFolder();
        var pharmacy = new TestPharmacy(outside);
        pharmacy.WriteAll(Enumerable.Range(1, Backlog).Select(n => TestPharmacy.Serial(n, daysAgo: 1)), s_names);
        pharmacy.WriteAll(Enumerable.Range(1, Backlog).Select(n => TestPharmacy.Serial(n)), s_names);
        await using var model = await ModelServerHost.StartAsync(new()
        {
            Rules =
            [
                new()
                {
                    Use = "paai", MedianMs = 5, P99Ms = 50,
                    Texts = ["""{"explanations":[{"card":"c1","text":"혈중 농도가 올라갑니다."}]}"""],
                },
            ],
        });
        var port = FreePort.Next();
        var environment = new Dictionary<string, string>
        {
            ["OPSFLOW_TEMPORAL_PORT"] = $"{port}", ["OPSFLOW_PHARMACIES_FILE"] = pharmacy.File,
            ["OPSFLOW_LLM_URL"] = $"{model.Endpoint}", ["OPSFLOW_LLM_MODEL"] = "scripted-1",
        };
        var workerEnvironment = new Dictionary<string, string>(environment)
        {
            ["TEMPORAL_ADDRESS"] = $"127.0.0.1:{port}",
        };
        using var over = new CancellationTokenSource();
        var (peak, watch) = (0, Stopwatch.StartNew());
        var peaks = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                peak = Math.Max(peak, model.Active);
                await Task.Delay(1);
            }
        });
        var app = await AppProcess.StartAsync(data.Path, environment);
        var worker = AppProcess.LaunchWorker(data.Path, workerEnvironment);

        var all = Backlog;
        var kills = 0;
        var nextKill = BetweenKills;
        for (var second = 0; second < Seconds || watch.Elapsed < 2 * BetweenKills; second++)
        {
            var due = TimeSpan.FromSeconds(second + 1) - watch.Elapsed;
            if (second < Seconds)
            {
                pharmacy.WriteAll(Enumerable.Range(all + 1, ASecond).Select(n => TestPharmacy.Serial(n)), s_names);
                all += ASecond;
            }

            if (watch.Elapsed >= nextKill)
            {
                nextKill += BetweenKills;
                (app, worker) = kills++ % 2 == 0
                    ? (app, await RestartWorkerAsync(worker, data.Path, workerEnvironment))
                    : (await RestartAsync(app, data.Path, environment), worker);
            }

            await Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero);
        }

        await using var lastApp = app;
        await using var lastWorker = worker;
        await Until.TrueAsync(
            () => Task.FromResult(Rows(data.Path).Count(r => r.State == "Success") == all), $"{all} analyzed",
            TimeSpan.FromMinutes(LongTests.Count(4, 60)));
        await over.CancelAsync();
        await peaks;

        var rows = Rows(data.Path);
        var today = TestPharmacy.Serial(0)[..8];
        var mine = rows.Where(r => r.Serial.StartsWith(today, StringComparison.Ordinal)).ToList();
        Assert.Equal(all, mine.Count);
        Assert.All(mine, r => Assert.Equal(("Success", true), (r.State, r.CardAt is not null)));
        Assert.Equal(mine.Select(r => r.Serial).Order(StringComparer.Ordinal), mine.Select(r => r.Serial));
        Assert.All(rows.Except(mine), r => Assert.Equal(("Skipped", null), (r.State, r.CardAt)));
        Assert.InRange(peak, 1, 3);
        // A call under way when its worker was killed is made again.
        Assert.InRange(model.Calls.Count, all, all + (kills * 3));
        var free = WithFreePermit(mine);
        output.WriteLine(
            $"REPORT prescriptions under kills: {all} of today's analyzed once and {rows.Count - all} of yesterday's "
            + $"left in {watch.Elapsed.TotalSeconds:F0} s, {kills} kills, {peak} at once at the model at most; "
            + (free.Count == 0
                ? "no permit was ever free"
                : $"from detection to card {free[(int)((free.Count - 1) * 0.95)]} ms (p95 of the {free.Count} that "
                + "found a free permit, kills and all)"));
    }

    // The milliseconds from detection to card, in order, of those before whom fewer than three were not over yet.
    private static List<long> WithFreePermit(IEnumerable<Row> rows)
    {
        var under = new PriorityQueue<Row, long>();
        List<long> took = [];
        foreach (var row in rows)
        {
            while (under.TryPeek(out _, out var end) && end <= row.DetectedAt)
            {
                under.Dequeue();
            }

            if (under.Count < 3)
            {
                took.Add(row.CardAt!.Value - row.DetectedAt);
            }

            under.Enqueue(row, row.EndedAt!.Value);
        }

        return [.. took.Order()];
    }

    private static async Task<AppProcess> RestartAsync(
        AppProcess app, string data, Dictionary<string, string> environment)
    {
        await app.DisposeAsync();
        return await AppProcess.StartAsync(data, environment);
    }

    private static async Task<AppProcess> RestartWorkerAsync(
        AppProcess worker, string data, Dictionary<string, string> environment)
    {
        await worker.DisposeAsync();
        return AppProcess.LaunchWorker(data, environment);
    }

    // By their place in the queue.
    private static List<Row> Rows(string data)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "opsflow.db")};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT serial, state, detected_at, card_at, ended_at FROM prescriptions ORDER BY queue_number";
        using var reader = command.ExecuteReader();
        var rows = new List<Row>();
        while (reader.Read())
        {
            rows.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2),
                reader.IsDBNull(3) ? null : reader.GetInt64(3), reader.IsDBNull(4) ? null : reader.GetInt64(4)));
        }

        return rows;
    }

    private sealed record Row(string Serial, string State, long DetectedAt, long? CardAt, long? EndedAt);
}
