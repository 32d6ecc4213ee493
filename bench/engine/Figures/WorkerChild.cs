using Temporalio.Client;
using Temporalio.Worker;

namespace OpsFlow.Bench.Figures;

/// <summary>The program of a worker with default options. It runs until it is killed.</summary>
internal static class WorkerChild
{
    public const string Queue = "figures";

    public static async Task RunAsync(string address)
    {
        using var worker = new TemporalWorker(
            await TemporalClient.ConnectAsync(new(address)),
            new TemporalWorkerOptions(Queue).AddWorkflow<EchoWorkflow>().AddActivity(EchoWorkflow.Echo));
        var running = worker.ExecuteAsync(CancellationToken.None);
        Console.WriteLine("ready");
        await running;
    }
}
