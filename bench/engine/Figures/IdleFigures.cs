using System.Diagnostics;
using System.Globalization;
using Temporalio.Client;
using TestSupport;

namespace OpsFlow.Bench.Figures;

/// <summary>What a server and a worker cost that have nothing to do.</summary>
internal static class IdleFigures
{
    private const int Work = 1_000;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);

    /// <param name="args">The application's program, then seconds to measure, 60 if absent.</param>
    public static async Task MeasureAsync(string serverDll, string[] args)
    {
        var time = TimeSpan.FromSeconds(args is [_, var seconds, ..] ? Numbers.Parse(seconds) : 60);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"over {time.TotalSeconds:F0} s, beginning {Settle.TotalSeconds:F0} s after the last work; 100 % is one core"));
        Console.WriteLine($"{"",36} {"server/%",9} {"worker/%",9} {"sum/%",7} {"server/MiB",11} {"worker/MiB",11} {"sum/MiB",8} {"together/MiB",13}");
        var folder = Directory.CreateTempSubdirectory("idle-").FullName;
        try
        {
            using (var server = new ServerProcess(serverDll, Path.Combine(folder, "server.db")))
            {
                await server.StartAsync();
                using var worker = await ChildProcess.StartWorkerAsync(server);
                await PrintAsync("fresh", time, server.Id, worker.Id);
                var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{server.Port}"));
                await Parallel.ForAsync(0, Work, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
                    await client.ExecuteWorkflowAsync(
                        (EchoWorkflow wf) => wf.RunAsync("text"), new($"work-{i}", WorkerChild.Queue)));
                await PrintAsync($"after {Work} workflows", time, server.Id, worker.Id);
            }

            await MeasureApplicationAsync(args[0], folder, time);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureApplicationAsync(string dll, string folder, TimeSpan time)
    {
        var info = new ProcessStartInfo("dotnet", [dll])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["OPSFLOW_DATA"] = Path.Combine(folder, "application"),
                ["OPSFLOW_PORT"] = $"{FreePort.Next()}",
                ["OPSFLOW_TEMPORAL_PORT"] = $"{FreePort.Next()}",
            },
        };
        using var process = Process.Start(info)!;
        try
        {
            await process.StandardOutput.ReadLineAsync();
            await PrintAsync("the application, all in one, fresh", time, process.Id, 0);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task PrintAsync(string what, TimeSpan time, int server, int worker)
    {
        await Task.Delay(Settle);
        var watch = Stopwatch.StartNew();
        var (serverBefore, workerBefore) = (ProcessUsage.Of(server), ProcessUsage.Of(worker));
        await Task.Delay(time);
        var (serverAfter, workerAfter) = (ProcessUsage.Of(server), ProcessUsage.Of(worker));
        var (ofServer, ofWorker) = (
            Share(serverBefore, serverAfter, watch.Elapsed), Share(workerBefore, workerAfter, watch.Elapsed));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-36} {ofServer,9:F2} {ofWorker,9:F2} {ofServer + ofWorker,7:F2} "
            + $"{serverAfter.ResidentMiB,11:F0} {workerAfter.ResidentMiB,11:F0} {serverAfter.ResidentMiB + workerAfter.ResidentMiB,8:F0} "
            + $"{Resident.TogetherMiB(server, worker),13:F0}"));
    }

    private static double Share(ProcessUsage before, ProcessUsage after, TimeSpan time) =>
        (after.CpuSeconds - before.CpuSeconds) / time.TotalSeconds * 100;
}
