using System.Diagnostics;
using System.Globalization;
using Temporalio.Client;

namespace OpsFlow.Bench.Figures;

/// <summary>What waiting workflows cost the worker that keeps them in memory.</summary>
internal static class CachedFigures
{
    private const int Warm = 500;

    private static readonly string Text = new('x', 200);

    public static async Task MeasureAsync(string serverDll, string[] counts)
    {
        // The cache's default size, less the few that warm up.
        int[] sizes = counts.Length == 0 ? [1_000, 10_000] : [.. counts.Select(Numbers.Parse)];
        Console.WriteLine(
            $"{"",26} {"resident/MiB",13} {"heap/MiB",9} {"tasks",7} {"instances",10} {"heap B/workflow",16} {"resident B/workflow",20}");
        foreach (var size in sizes)
        {
            await MeasureAsync(serverDll, size);
        }
    }

    private static async Task MeasureAsync(string serverDll, int count)
    {
        var folder = Directory.CreateTempSubdirectory("cached-").FullName;
        try
        {
            using var server = new ServerProcess(serverDll, Path.Combine(folder, "server.db"));
            await server.StartAsync();
            using var worker = await ChildProcess.StartWorkerAsync(server);
            var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{server.Port}"));
            await EachAsync(Warm, i => client.ExecuteWorkflowAsync(
                (WaitingWorkflow wf) => wf.RunAsync(0, Text), new($"warm-{i}", WorkerChild.Queue)));
            await Task.Delay(TimeSpan.FromSeconds(5));
            var (empty, emptyMiB) = await PrintAsync(worker, $"after {Warm} that ended", null, 0, 0);

            var watch = Stopwatch.StartNew();
            await EachAsync(count, i => client.StartWorkflowAsync(
                (WaitingWorkflow wf) => wf.RunAsync(2, Text), new($"wait-{i}", WorkerChild.Queue)));
            await UntilTasksAsync(worker, empty.Tasks + count);
            var started = watch.Elapsed;
            await PrintAsync(worker, $"{count} cached", empty, emptyMiB, count, live: false);
            await Task.Delay(TimeSpan.FromSeconds(10));
            var (cached, _) = await PrintAsync(worker, "  10 s later", empty, emptyMiB, count);

            watch.Restart();
            await EachAsync(count, i => client.GetWorkflowHandle<WaitingWorkflow>($"wait-{i}").SignalAsync(wf => wf.GoAsync()));
            await UntilTasksAsync(worker, cached.Tasks + count);
            var signalled = watch.Elapsed;
            await Task.Delay(TimeSpan.FromSeconds(10));
            var (after, _) = await PrintAsync(worker, "  each signalled once", empty, emptyMiB, count);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  started in {started.TotalSeconds:F1} s, signalled in {signalled.TotalSeconds:F1} s; of {after.Tasks - cached.Tasks} tasks of "
                + $"the signals {after.Instances - cached.Instances} needed a replay"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task UntilTasksAsync(ChildProcess worker, int tasks)
    {
        while ((await worker.StateAsync(live: false)).Tasks < tasks)
        {
            await Task.Delay(50);
        }
    }

    /// <summary>What is resident is read first: to know what lives, the collector has to run.</summary>
    private static async Task<(WorkerState State, double MiB)> PrintAsync(
        ChildProcess worker, string what, WorkerState? empty, double emptyMiB, int count, bool live = true)
    {
        var resident = worker.Usage.ResidentMiB;
        var state = await worker.StateAsync(live);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-26} {resident,13:F0} {state.HeapBytes / 1048576.0,9:F1} {state.Tasks,7} {state.Instances,10}");
        if (empty is not null && live)
        {
            line += string.Create(
                CultureInfo.InvariantCulture,
                $" {(state.HeapBytes - empty.HeapBytes) / (double)count,16:F0} {(resident - emptyMiB) * 1048576 / count,20:F0}");
        }

        Console.WriteLine(line);
        return (state, resident);
    }

    internal static async Task EachAsync(int count, Func<int, Task> what)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i < count)
            {
                await what(i);
            }
        }));
    }
}
