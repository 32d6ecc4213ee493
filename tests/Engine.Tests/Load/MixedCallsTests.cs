using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using OpsFlow.Engine.Hosting;
using Temporalio.Api.Enums.V1;
using Xunit.Abstractions;

namespace OpsFlow.Engine.Tests.Load;

/// <summary>
/// All calls at once, on a few workflows that are started, signaled, updated, reset and terminated meanwhile: each answer is the right
/// one, or an error that the caller could have foreseen.
/// </summary>
public class MixedCallsTests(ITestOutputHelper output)
{
    private const int Callers = 32;
    private const string SecondsVariable = "OPSFLOW_MIXED_CALLS_SECONDS";

    private static TimeSpan Long => TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable(SecondsVariable) is { Length: > 0 } seconds
            ? int.Parse(seconds, CultureInfo.InvariantCulture)
            : LongTests.Count(brief: 30, full: 30 * 60));

    [Fact]
    public async Task AllCalls_AtOnce_NoneEndsInAnUnexpectedStatus()
    {
        await using var server = await TestServer.StartAsync(new EngineOptions
        {
            SearchAttributes = new Dictionary<string, IndexedValueType> { [MixedWorker.Attribute] = IndexedValueType.Int },
        });
        var outcomes = new ConcurrentDictionary<(string Call, StatusCode Status), int>();
        var unexpected = new ConcurrentQueue<string>();
        var worker = new MixedWorker(server, (call, error) => Note(call, error));
        var calls = MixedCalls.All(server);
        await Task.WhenAll(Enumerable.Range(0, MixedCalls.Workflows).Select(n => MixedCalls.StartAsync(server, n)));
        using var stop = new CancellationTokenSource();
        var working = worker.RunAsync(stop.Token);
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            var random = new Random(caller);
            while (watch.Elapsed < Long)
            {
                var call = calls[random.Next(calls.Count)];
                try
                {
                    await call.Do(random);
                    Note(call, null);
                }
                catch (RpcException e)
                {
                    Note(call, e);
                }
            }
        }));
        await stop.CancelAsync();
        await working;

        var total = outcomes.Values.Sum();
        output.WriteLine($"REPORT mixed calls: {total} in {watch.Elapsed.TotalSeconds:F0} s, {unexpected.Count} unexpected");
        foreach (var (outcome, count) in outcomes.OrderBy(o => o.Key.Call, StringComparer.Ordinal))
        {
            output.WriteLine($"{outcome.Call} {outcome.Status}: {count}");
        }

        Assert.Empty(unexpected);
        // None of them was refused each time: the test would show nothing of it.
        Assert.All(calls.Concat(worker.Calls), call => Assert.True(
            outcomes.ContainsKey((call.Name, StatusCode.OK)), $"No {call.Name} succeeded."));

        void Note(MixedCall call, RpcException? error)
        {
            var status = error?.StatusCode ?? StatusCode.OK;
            outcomes.AddOrUpdate((call.Name, status), 1, (_, count) => count + 1);
            if (error is not null && !call.Foreseen.Contains(status))
            {
                unexpected.Enqueue($"{call.Name}: {status} {error.Status.Detail}");
            }
        }
    }
}
