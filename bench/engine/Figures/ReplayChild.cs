using System.Diagnostics;
using System.Text.Json;
using Temporalio.Common;
using Temporalio.Worker;

namespace OpsFlow.Bench.Figures;

/// <summary>Replays one history several times; the first time, nothing of the library's worker is compiled yet.</summary>
internal static class ReplayChild
{
    public static async Task RunAsync(string file, int times)
    {
        var json = await File.ReadAllTextAsync(file);
        var (history, parse) = Take(() => WorkflowHistory.FromJson("long", json));
        Console.WriteLine(JsonSerializer.Serialize(parse with { Events = history.Events.Count }));
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<LongWorkflow>());
        for (var i = 0; i < times; i++)
        {
            var (replay, cost) = Take(() => replayer.ReplayWorkflowAsync(history));
            await replay;
            Console.WriteLine(JsonSerializer.Serialize(cost with { Events = history.Events.Count }));
        }
    }

    private static (T Result, Cost Cost) Take<T>(Func<T> what)
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var processor = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var result = what();
        (result as Task)?.Wait();
        watch.Stop();
        return (result, new Cost(
            0,
            watch.Elapsed.TotalSeconds,
            (Environment.CpuUsage.TotalTime - processor).TotalSeconds,
            GC.GetTotalAllocatedBytes() - allocated));
    }
}

/// <summary>What one go cost.</summary>
/// <param name="Events">Events of the history.</param>
/// <param name="Seconds">Time passed.</param>
/// <param name="ProcessorSeconds">Processor time of the whole process, the collector and the compiler included.</param>
/// <param name="AllocatedBytes">Bytes allocated.</param>
internal sealed record Cost(int Events, double Seconds, double ProcessorSeconds, long AllocatedBytes);
