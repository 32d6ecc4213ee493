using System.Diagnostics;
using Temporalio.Client.Schedules;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Endurance;

/// <summary>
/// Callers that start, signal, update, reset and schedule workflows and wait for their results, whatever befalls it.
/// </summary>
internal sealed class Callers(TemporalClient client, string queue)
{
    /// <summary>
    /// A call that is not answered after this is stuck; so is one that fails when things were quiet as long.
    /// </summary>
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

    /// <summary>What a caller does with one workflow.</summary>
    public async Task OneAsync(int number)
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
            if (number % 4 == 0)
            {
                await RepeatAsync(() => ResetAsync(id));
                await RepeatAsync(async () => entry.Result = await handle.GetResultAsync());
            }

            if (number % 5 == 0)
            {
                await RepeatAsync(() => ScheduleAsync(id, number));
                entry.Scheduled = true;
            }
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
                (MixedWorkflow wf) => wf.RunAsync(number),
                new(id, queue) { TaskTimeout = MixedActivities.TaskTimeout });
        }
        catch (WorkflowAlreadyStartedException)
        {
            // The try that seemed to fail had succeeded.
        }
    }

    /// <summary>Everything after the first task is done again.</summary>
    private async Task ResetAsync(string id)
    {
        // The worker that had the first task may have been killed with it.
        var first = await Until.PassesAsync(async () => (await client.GetWorkflowHandle(id).FetchHistoryAsync())
            .Events.First(e => e.EventType == EventType.WorkflowTaskCompleted).EventId);
        await client.WorkflowService.ResetWorkflowExecutionAsync(new()
        {
            Namespace = client.Options.Namespace,
            WorkflowExecution = new() { WorkflowId = id },
            WorkflowTaskFinishEventId = first,
            RequestId = id,
        });
    }

    private async Task ScheduleAsync(string id, int number)
    {
        try
        {
            var action = ScheduleActionStartWorkflow.Create(
                (LeafWorkflow wf) => wf.RunAsync(number), new($"{id}-leaf", queue));
            await client.CreateScheduleAsync(
                id, new(action, new() { Intervals = [new(TimeSpan.FromDays(300))] }), new()
                {
                    TriggerImmediately = true,
                });
        }
        catch (ScheduleAlreadyRunningException)
        {
            // The try that seemed to fail had succeeded.
        }
    }

    /// <remarks>While things die faster than a worker comes back, a workflow may wait for long.</remarks>
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
        or RpcException
        {
            Code: RpcException.StatusCode.Unavailable or RpcException.StatusCode.DeadlineExceeded
                or RpcException.StatusCode.Cancelled,
        }
        // So the SDK calls a connection that broke in the middle of a call.
        or RpcException { Code: RpcException.StatusCode.Unknown, Message: "transport error" };
}
