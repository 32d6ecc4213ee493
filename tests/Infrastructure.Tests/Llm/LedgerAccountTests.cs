using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Store;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Infrastructure.Tests.Llm;

/// <summary>What the ledger says is what the server counted, whatever goes wrong between them.</summary>
public sealed class LedgerAccountTests(ITestOutputHelper output) : IDisposable
{
    private const int Calls = 1000;
    private const int Kills = 5;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ledger_ThousandMixedCallsWithKills_IsTheServersAccount()
    {
        var rule = new ModelRule
        {
            Texts = ["One two three four five.", "A longer answer that has rather more words in it than the first."],
            MedianMs = 5, P99Ms = 40, PieceMs = 0.5,
            RateLimited = 0.04, Failing = 0.04, Cut = 0.06, Malformed = 0.04,
        };
        await using var server = await ModelServerHost.StartAsync(
            new ModelScript { Rules = [rule], Quota = 30, RetryAfterSeconds = 0.01 });
        for (var kill = 0; kill < Kills; kill++)
        {
            await KillOneInFlightAsync(server);
        }

        await using (var bench = Bench(server))
        {
            var client = bench.Clients.Find("reasoner", "lived")!;
            var next = 0;
            await Task.WhenAll(Enumerable.Range(0, 24).Select(async _ =>
            {
                while (Interlocked.Increment(ref next) is var n && n <= Calls)
                {
                    await CallingProgram.OnceAsync(client, n);
                }
            }));
        }

        await Until.TrueAsync(() => Task.FromResult(server.Active == 0), "end of the calls of the killed");
        await using var later = Bench(server, new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(1)));
        var open = (await later.Ledger.SumAsync(ModelCostsBy.Use, DateTimeOffset.UnixEpoch, default)).Sum(c => c.Open);
        Assert.InRange(open, 1, Kills * 8);
        Assert.Equal(open, await later.Ledger.SettleLostAsync(default));
        Assert.Equal(0, await later.Ledger.SettleLostAsync(default));
        await CompareAsync(later, server);
    }

    private async Task CompareAsync(ModelBench bench, ModelServerHost server)
    {
        var rows = await bench.Database.WithConnectionAsync(
            async (c, _) => (await c.QueryAsync<Row>(
                "SELECT id, outcome, input_tokens, output_tokens, reserved, amount FROM model_calls"))
                    .ToDictionary(r => r.Id),
            default);
        // Nothing twice at the server, and nothing there that has no row here.
        var served = server.Calls.ToDictionary(c => c.Id!);
        Assert.Empty(served.Keys.Except(rows.Keys));
        var price = CallingProgram.Entry(server.Endpoint).Price;
        long Charge(ServedCall c) => (long)(price.Cost(c.InputTokens, 0, c.OutputTokens) * 1_000_000_000m);

        var reported = rows.Values.Where(r => r.InputTokens is not null).ToList();
        Assert.Equal(reported.Sum(r => Charge(served[r.Id])), reported.Sum(r => r.Amount));
        Assert.All(reported, r => Assert.Equal(
            (served[r.Id].InputTokens, served[r.Id].OutputTokens), ((int)r.InputTokens!, (int)r.OutputTokens!)));
        // Whatever the server answered whole to somebody alive was reported.
        var whole = served.Values.Where(c => c.Outcome == "answered" && rows[c.Id!].Outcome != "Unknown").ToList();
        Assert.Equal(whole.Select(c => c.Id).Order(), reported.Select(r => r.Id).Order());
        // What nobody could report is charged at no less than the server's count, and only that.
        var rest = rows.Values.Where(r => r.InputTokens is null).ToList();
        Assert.All(rest, r => Assert.True(
            r.Amount >= (served.TryGetValue(r.Id, out var c) ? Charge(c) : 0), $"{r.Id} {r.Outcome}"));
        Assert.All(rest.Where(r => r.Outcome == "Refused"), r => Assert.Equal(0, r.Amount));
        var costs = await bench.Ledger.SumAsync(ModelCostsBy.Use, DateTimeOffset.UnixEpoch, default);
        Assert.Equal(rows.Values.Sum(r => r.Amount), (long)(costs.Sum(c => c.Amount) * 1_000_000_000m));
        var spending = await bench.Database.WithConnectionAsync(
            async (c, _) => (await c.QueryAsync<(long Reserved, long Spent)>(
                "SELECT SUM(reserved), SUM(spent) FROM model_spending")).Single(),
            default);
        Assert.Equal((0, rows.Values.Sum(r => r.Amount)), spending);

        output.WriteLine($"REPORT ledger and server: {rows.Count} rows, {served.Count} served, {reported.Count} "
            + $"reported alike, "
            + $"{string.Join(", ", rows.Values.GroupBy(r => r.Outcome).Select(g => $"{g.Count()} {g.Key}"))}");
        Assert.True(rows.Count >= Calls);
    }

    private async Task KillOneInFlightAsync(ModelServerHost server)
    {
        var before = server.Calls.Count;
        var start = new ProcessStartInfo("dotnet");
        foreach (var argument in new[]
        {
            Path.Combine(AppContext.BaseDirectory, "OpsFlow.Infrastructure.Tests.dll"), "calls", $"{server.Endpoint}",
            _folder.Path,
        })
        {
            start.ArgumentList.Add(argument);
        }

        await using var process = new QuietProcess(start);
        await process.AnswersAsync(() => Task.FromResult(server.Calls.Count >= before + 30 && server.Active > 0));
    }

    private ModelBench Bench(ModelServerHost server, TimeProvider? time = null) => new(
        [CallingProgram.Entry(server.Endpoint)], time: time, store: new StoreOptions { DataFolder = _folder.Path });

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Outcome { get; init; } = "";

        public long? InputTokens { get; init; }

        public long? OutputTokens { get; init; }

        public long Reserved { get; init; }

        public long Amount { get; init; }
    }
}
