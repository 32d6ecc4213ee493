using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using OpsFlow.Engine.Tests.Endurance;

namespace OpsFlow.Engine.Tests.Load;

/// <summary>
/// All calls at once, on a few workflows that are started, signaled, updated, reset and terminated meanwhile: each
/// answer is the right one, or an error that the caller could have foreseen.
/// </summary>
public class MixedCallsTests(ITestOutputHelper output)
{
    private const int Callers = 32;
    private const string SecondsVariable = "OPSFLOW_MIXED_CALLS_SECONDS";

    private static TimeSpan Long => TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable(SecondsVariable) is { Length: > 0 } seconds
            ? int.Parse(seconds, CultureInfo.InvariantCulture)
            : LongTests.Count(brief: 120, full: 30 * 60));

    /// <summary>The longest that a caller waits between two calls; the brief form leaves other tests a processor.</summary>
    private static int PauseMilliseconds => LongTests.Count(brief: 100, full: 0);

    [Fact]
    public async Task AllCalls_AtOnce_NoneEndsInAnUnexpectedStatus()
    {
        using var log = new ErrorLog();
        using var loggers = log.CreateFactory();
        var host = await EngineHost.StartAsync(
            new EngineOptions { SearchAttributes = MixedWorkflow.SearchAttributes }, loggers);
        await using var server = new TestServer(host.Address, host);
        var outcomes = new ConcurrentDictionary<(string Call, StatusCode Status), int>();
        var unexpected = new ConcurrentQueue<string>();
        var calls = MixedCalls.All(server);
        await Task.WhenAll(Enumerable.Range(0, MixedCalls.Workflows).Select(n => MixedCalls.StartAsync(server, n)));
        using var stop = new CancellationTokenSource();
        var working = new MixedWorker(server, MakeAsync).RunAsync(stop.Token);
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            var random = new Random(caller);
            while (watch.Elapsed < Long)
            {
                var call = calls[random.Next(calls.Count)];
                await MakeAsync(call, () => call.Do(random));
                await Task.Delay(random.Next(PauseMilliseconds + 1));
            }
        }));
        await stop.CancelAsync();
        await working;

        var total = outcomes.Values.Sum();
        output.WriteLine(
            $"REPORT mixed calls: {total} in {watch.Elapsed.TotalSeconds:F0} s, {unexpected.Count} unexpected");
        foreach (var (outcome, count) in outcomes.OrderBy(o => o.Key.Call, StringComparer.Ordinal))
        {
            output.WriteLine($"{outcome.Call} {outcome.Status}: {count}");
        }

        Assert.Empty(unexpected);
        Assert.Empty(log.Entries);
        // None of them was refused each time: the test would show nothing of it.
        Assert.All(
            outcomes.Keys.Select(o => o.Call).Distinct(), c => Assert.Contains((c, StatusCode.OK), outcomes.Keys));

        async Task MakeAsync(MixedCall call, Func<Task> make)
        {
            var status = StatusCode.OK;
            try
            {
                await make();
            }
            catch (RpcException e)
            {
                status = e.StatusCode;
                if (!call.Foreseen.Contains(status))
                {
                    unexpected.Enqueue($"{call.Name}: {status} {e.Status.Detail}");
                }
            }

            outcomes.AddOrUpdate((call.Name, status), 1, (_, count) => count + 1);
        }
    }
}
