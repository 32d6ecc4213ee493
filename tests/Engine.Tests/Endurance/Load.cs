using System.Collections.Concurrent;
using System.Diagnostics;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Endurance;

/// <summary>Callers that start, signal and update workflows and wait for their results, whatever befalls the server.</summary>
internal sealed class Load(TemporalClient client, string queue)
{
    /// <summary>A call that is not answered after this is stuck; so is one that still fails when things were quiet for as long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private int _next;
    private long _quietSince;

    public Ledger Ledger { get; } = new();

    /// <summary>What callers must never be told.</summary>
    public ConcurrentQueue<string> Unclean { get; } = new();

    /// <summary>Runs callers until the token; what they have begun by then, they finish.</summary>
    public async Task RunAsync(int callers, TimeSpan pause, CancellationToken stop)
    {
        await using var quiet = stop.Register(() => Volatile.Write(ref _quietSince, Stopwatch.GetTimestamp()));
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await OneAsync(Interlocked.Increment(ref _next));
                await Task.Delay(pause, CancellationToken.None);
            }
        })));
    }

    private async Task OneAsync(int number)
    {
        var id = $"{queue}-{number}";
        var entry = Ledger.Of(id, number);
        try
        {
            await RepeatAsync(() => StartAsync(id, number));
            entry.Started = true;
            var handle = client.GetWorkflowHandle<MixedWorkflow, string>(id);
            foreach (var signal in new[] { "one", "two" })
            {
                await RepeatAsync(() => handle.SignalAsync(wf => wf.AddAsync(signal)));
                entry.Signals.Add(signal);
            }

            await RepeatAsync(() => handle.ExecuteUpdateAsync(wf => wf.SetAsync(number), new("set")));
            entry.Updated = true;
            await RepeatAsync(async () => entry.Result = await handle.GetResultAsync());
        }
        catch (Exception e)
        {
            // Every failure of a caller is a finding; the others go on.
            Unclean.Enqueue($"{id}: {e.GetType().Name}: {e.Message}");
        }
    }

    private async Task StartAsync(string id, int number)
    {
        try
        {
            await client.StartWorkflowAsync(
                (MixedWorkflow wf) => wf.RunAsync(number), new(id, queue) { TaskTimeout = MixedActivities.TaskTimeout });
        }
        catch (WorkflowAlreadyStartedException)
        {
            // The try that seemed to fail had succeeded.
        }
    }

    /// <remarks>While things die faster than a worker comes back, a workflow may wait for long and nothing is wrong.</remarks>
    private async Task RepeatAsync(Func<Task> call)
    {
        while (true)
        {
            try
            {
                await call().WaitAsync(Patience);
                return;
            }
            catch (Exception e) when (IsTemporary(e) && !IsStuck())
            {
                await Task.Delay(50);
            }
        }
    }

    private bool IsStuck() =>
        Volatile.Read(ref _quietSince) is not 0 and var since && Stopwatch.GetElapsedTime(since) > Patience;

    private static bool IsTemporary(Exception error) => error
        is RpcTimeoutOrCanceledException
        or RpcException { Code: RpcException.StatusCode.Unavailable or RpcException.StatusCode.DeadlineExceeded
            or RpcException.StatusCode.Cancelled }
        // So the SDK calls a connection that broke in the middle of a call.
        or RpcException { Code: RpcException.StatusCode.Unknown, Message: "transport error" };
}
