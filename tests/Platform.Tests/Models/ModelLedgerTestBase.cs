using Microsoft.Extensions.Time.Testing;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Store;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Models;

/// <summary>The checks that hold on both engines.</summary>
public abstract class ModelLedgerTestBase : IDisposable
{
    private static readonly ModelEntry s_entry = new() { Name = "main", Model = "m-1", Price = new(2m, 10m, 0.2m) };

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    private protected TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Database Open(TimeProvider time);

    private protected async Task CheckSumsAsync()
    {
        await using var database = Open(_time);
        var ledger = new ModelLedger(database, _time, new());
        await CallAsync(ledger, "chat", new(1000, 200, 100));
        _time.Advance(TimeSpan.FromDays(1));
        await CallAsync(ledger, "chat", null);
        var open = Call("scan");
        Assert.True(await ledger.TryOpenAsync(open, null));
        await ledger.SettleAsync(Call("never opened"), CallOutcome.Answered, null, 1m, null);

        // 800 * 2 + 200 * 0.2 + 100 * 10 per million, and a reservation of 0.01 for what was not reported.
        var uses = await ledger.SumAsync(ModelCostsBy.Use, DateTimeOffset.UnixEpoch, default);
        Assert.Equal(
            [
                new("chat", 2, 0, 1, 1000, 200, 100, 0.01264m, 0.01m, 0m),
                new ModelCosts("scan", 1, 1, 0, 0, 0, 0, 0m, 0m, 0.01m),
            ],
            uses);
        var days = await ledger.SumAsync(ModelCostsBy.Day, DateTimeOffset.UnixEpoch, default);
        Assert.Equal([("2027-01-15", 0.00264m), ("2027-01-16", 0.01m)], days.Select(d => (d.Key, d.Amount)));
        Assert.Equal(2, Assert.Single(await ledger.SumAsync(ModelCostsBy.Model, _time.GetUtcNow(), default)).Calls);
        Assert.Equal(1, (await ledger.CountOpenAsync(default))["main"]);
        // Of today alone, with what is under way.
        var costs = await new ModelCostGauges(ledger, _time).ReadAsync(default);
        Assert.Equal(
            [("chat", 0.01), ("scan", 0.01)],
            costs.Select(c => ($"{Assert.Single(c.Labels).Value}", c.Value)).Order());
    }

    private protected async Task CheckBudgetAsync()
    {
        // Two processes at once: together they may not pass what one alone may not.
        await using var one = Open(_time);
        await one.MigrateAsync(default);
        await using var two = Reopen(_time);
        ModelLedger[] ledgers = [new(one, _time, new()), new(two, _time, new())];
        var calls = Enumerable.Range(0, 60).Select(_ => Call("chat")).ToList();
        var granted = await Task.WhenAll(calls.Select((c, i) => Task.Run(() => ledgers[i % 2].TryOpenAsync(c, 0.25m))));
        Assert.Equal(25, granted.Count(g => g));

        // What costs less than was reserved makes room again; another day and another use have their own.
        var paid = calls[Array.IndexOf(granted, true)];
        await ledgers[0].SettleAsync(paid, CallOutcome.Answered, new(10, 0, 0), 0m, null);
        Assert.False(await ledgers[1].TryOpenAsync(Call("chat"), 0.25m));
        await ledgers[0].SettleAsync(
            calls[Array.LastIndexOf(granted, true)], CallOutcome.Refused, null, 0m, null);
        Assert.True(await ledgers[1].TryOpenAsync(Call("chat"), 0.25m));
        Assert.True(await ledgers[1].TryOpenAsync(Call("scan"), 0.25m));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(await ledgers[1].TryOpenAsync(Call("chat"), 0.25m));
        Assert.False(await ledgers[1].TryOpenAsync(Call("nothing"), 0m));
    }

    private protected async Task CheckLostAsync()
    {
        await using var database = Open(_time);
        var ledger = new ModelLedger(database, _time, new());
        var (lost, late) = (Call("chat"), Call("chat"));
        Assert.True(await ledger.TryOpenAsync(lost, null));
        Assert.True(await ledger.TryOpenAsync(late, null));

        _time.Advance(s_entry.Timeout);
        Assert.Equal(0, await ledger.SettleLostAsync(default));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, await ledger.SettleLostAsync(default));
        Assert.Equal(0, await ledger.SettleLostAsync(default));
        await AssertChatAsync(uncounted: 2, 0.02m);

        // It was not lost after all: what is known replaces what was supposed, once.
        for (var i = 0; i < 2; i++)
        {
            await ledger.SettleAsync(late, CallOutcome.Answered, new(1000, 0, 100), 0m, null);
            await AssertChatAsync(uncounted: 1, 0.013m);
        }

        // What remains of a budget of 0.03 is the same sum.
        Assert.True(await ledger.TryOpenAsync(Call("chat"), 0.023m));
        Assert.False(await ledger.TryOpenAsync(Call("chat"), 0.0329m));

        async Task AssertChatAsync(long uncounted, decimal amount)
        {
            var sum = Assert.Single(await ledger.SumAsync(ModelCostsBy.Use, DateTimeOffset.UnixEpoch, default));
            Assert.Equal((2, 0, uncounted, amount), (sum.Calls, sum.Open, sum.Uncounted, sum.Amount));
        }
    }

    private protected virtual Database Reopen(TimeProvider time) => Open(time);

    private async Task CallAsync(ModelLedger ledger, string use, ModelTokens? tokens)
    {
        var call = Call(use);
        Assert.True(await ledger.TryOpenAsync(call, null));
        for (var again = 0; again < 2; again++)
        {
            await ledger.SettleAsync(call, CallOutcome.Answered, tokens, call.Reserved, null);
        }
    }

    private ModelCall Call(string use) =>
        new($"{Guid.NewGuid():N}", use, "workflow", "run", s_entry, _time.GetUtcNow(), 0.01m);
}
