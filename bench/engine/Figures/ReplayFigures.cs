using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Temporalio.Client;

namespace OpsFlow.Bench.Figures;

/// <summary>How fast histories replay that a workflow really wrote.</summary>
internal static class ReplayFigures
{
    private const int Processes = 7;

    // So many that warm means the same for short histories: code that has been compiled with all optimisations.
    private const int EventsOfAProcess = 600_000;

    public static async Task MeasureAsync(string serverDll, string[] counts)
    {
        int[] lengths = counts.Length == 0 ? [5_000, 50_000] : [.. counts.Select(Numbers.Parse)];
        var folder = Directory.CreateTempSubdirectory("replay-").FullName;
        try
        {
            foreach (var length in lengths)
            {
                await WriteHistoryAsync(serverDll, folder, length);
            }

            Console.WriteLine($"{"",14} {"events",7} {"ms",7} {"least",7} {"most",7} {"events/s",10} {"cpu/ms",7} {"cpu us/event",13} {"bytes/event",12}");
            foreach (var length in lengths)
            {
                await ReplayAsync(Path.Combine(folder, $"{length}.json"), length);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WriteHistoryAsync(string serverDll, string folder, int length)
    {
        using var server = new ServerProcess(serverDll, Path.Combine(folder, $"{length}.db"));
        await server.StartAsync();
        using var worker = await ChildProcess.StartWorkerAsync(server);
        var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{server.Port}"));
        var watch = Stopwatch.StartNew();
        var handle = await client.StartWorkflowAsync((LongWorkflow wf) => wf.RunAsync(length - 2), new("long", WorkerChild.Queue));
        var steps = await handle.GetResultAsync();
        var run = watch.Elapsed;
        watch.Restart();
        var history = await handle.FetchHistoryAsync();
        var fetch = watch.Elapsed;
        var file = Path.Combine(folder, $"{length}.json");
        await File.WriteAllTextAsync(file, history.ToJson());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{history.Events.Count} events of {steps} steps: run in {run.TotalSeconds:F1} s, fetched in {fetch.TotalMilliseconds:F0} ms, "
            + $"{new FileInfo(file).Length / 1048576.0:F1} MiB of JSON"));
        foreach (var group in history.Events.GroupBy(e => e.EventType).OrderByDescending(g => g.Count()))
        {
            Console.WriteLine($"  {group.Count(),7} {group.Key}");
        }
    }

    private static async Task ReplayAsync(string file, int events)
    {
        List<Cost> parse = [], cold = [], warm = [];
        var times = EventsOfAProcess / events;
        for (var i = 0; i < Processes; i++)
        {
            using var child = new ChildProcess("replay-file", file, $"{times}");
            parse.Add(await ReadAsync(child));
            cold.Add(await ReadAsync(child));
            List<Cost> rest = [];
            for (var j = 1; j < times; j++)
            {
                rest.Add(await ReadAsync(child));
            }

            warm.AddRange(rest[(times / 2)..]);
        }

        Print("parse, cold", parse);
        Print("replay, cold", cold);
        Print("replay, warm", warm);
    }

    private static async Task<Cost> ReadAsync(ChildProcess child) =>
        JsonSerializer.Deserialize<Cost>(await child.ReadLineAsync())!;

    private static void Print(string what, List<Cost> costs)
    {
        var events = costs[0].Events;
        var seconds = Numbers.Median(costs.Select(c => c.Seconds));
        var processor = Numbers.Median(costs.Select(c => c.ProcessorSeconds));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,14} {events,7} {seconds * 1000,7:F0} {costs.Min(c => c.Seconds) * 1000,7:F0} {costs.Max(c => c.Seconds) * 1000,7:F0} "
            + $"{events / seconds,10:F0} {processor * 1000,7:F0} {processor * 1e6 / events,13:F2} "
            + $"{Numbers.Median(costs.Select(c => (double)c.AllocatedBytes)) / events,12:F0}"));
    }
}
