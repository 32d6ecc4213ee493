using System.Text.Json;
using Temporalio.Client;
using Temporalio.Worker;

namespace OpsFlow.Bench.Figures;

/// <summary>The program of a worker with default options; it tells of itself for each line that it is sent.</summary>
internal static class WorkerChild
{
    public const string Queue = "figures";

    public static async Task RunAsync(string address)
    {
        var tasks = 0;
        var options = new TemporalWorkerOptions(Queue)
            .AddWorkflow<WaitingWorkflow>()
            .AddWorkflow<LongWorkflow>()
            .AddActivity(WaitingWorkflow.Echo)
            .AddActivity(LongWorkflow.StepAsync);
        options.WorkflowTaskStarting += (_, _) => Interlocked.Increment(ref tasks);
        using var stop = new CancellationTokenSource();
        using var worker = new TemporalWorker(await TemporalClient.ConnectAsync(new(address)), options);
        var running = worker.ExecuteAsync(stop.Token);
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } what)
        {
            if (what == "live")
            {
                // Twice: what has a finalizer goes with the second.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                GC.Collect();
            }

            Console.WriteLine(JsonSerializer.Serialize(
                new WorkerState(WaitingWorkflow.Instances, Volatile.Read(ref tasks), GC.GetTotalMemory(false))));
        }

        await stop.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // That is how a worker ends.
        }
    }
}

/// <summary>What a worker tells of itself.</summary>
/// <param name="Instances">Workflow objects made so far.</param>
/// <param name="Tasks">Workflow tasks begun so far.</param>
/// <param name="HeapBytes">Bytes on the managed heap.</param>
internal sealed record WorkerState(int Instances, int Tasks, long HeapBytes);
