using System.Diagnostics;
using Temporalio.Client;
using Temporalio.Worker;

namespace Bench.Engine;

/// <summary>A worker and the clients beside it, against one server.</summary>
public sealed class Fleet : IAsyncDisposable
{
    private const string Payload = "0123456789abcdef";

    private readonly ITemporalClient _client;
    private readonly TemporalWorker _worker;
    private readonly string _taskQueue;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private Fleet(ITemporalClient client, DriverOptions options)
    {
        _client = client;
        _taskQueue = $"bench-{Guid.NewGuid()}";
        _worker = new TemporalWorker(
            client,
            new TemporalWorkerOptions(_taskQueue)
            {
                // As the official driver's.
                MaxCachedWorkflows = 10_000,
                MaxConcurrentWorkflowTaskPolls = options.WorkflowPollers,
                NonStickyToStickyPollRatio = 0.5f,
                MaxConcurrentActivityTaskPolls = options.ActivityPollers,
            }.AddWorkflow<BenchWorkflow>().AddActivity(BenchWorkflow.Echo));
        _running = _worker.ExecuteAsync(_stop.Token);
    }

    /// <summary>Connects, and starts the worker.</summary>
    /// <param name="address">host:port of the server.</param>
    /// <param name="options">The rest.</param>
    /// <returns>The fleet.</returns>
    public static async Task<Fleet> StartAsync(string address, DriverOptions options) =>
        new(await TemporalClient.ConnectAsync(new(address)), options);

    /// <summary>Runs workflows.</summary>
    /// <param name="scenario">What each does.</param>
    /// <param name="concurrency">How many at once.</param>
    /// <param name="count">How many in all.</param>
    /// <param name="latencies">Filled with milliseconds from start to result; null when nobody wants them.</param>
    /// <returns>How many failed.</returns>
    public async Task<int> RunAsync(string scenario, int concurrency, int count, double[]? latencies)
    {
        var next = -1;
        var errors = 0;
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                var started = Stopwatch.GetTimestamp();
                try
                {
                    await OneAsync(scenario);
                }
                catch (Exception e)
                {
                    Interlocked.Increment(ref errors);
                    await Console.Error.WriteLineAsync(e.Message);
                }

                if (latencies is not null)
                {
                    latencies[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                }
            }
        }));
        return errors;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // That is how a worker ends.
        }

        _worker.Dispose();
        _stop.Dispose();
    }

    private async Task OneAsync(string scenario)
    {
        var handle = await _client.StartWorkflowAsync(
            (BenchWorkflow wf) => wf.RunAsync(scenario, Payload), new($"bench-{Guid.NewGuid()}", _taskQueue));
        switch (scenario)
        {
            case "signal-wait":
                await handle.SignalAsync(wf => wf.GoAsync(Payload));
                break;
            case "update":
                await handle.ExecuteUpdateAsync(wf => wf.SetAsync(Payload));
                break;
        }

        if (await handle.GetResultAsync() != Payload)
        {
            throw new InvalidOperationException("a workflow returned something else");
        }
    }
}
