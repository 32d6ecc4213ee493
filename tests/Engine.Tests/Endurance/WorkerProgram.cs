using Temporalio.Worker;

namespace OpsFlow.Engine.Tests.Endurance;

/// <summary>A worker that runs until it is killed; alone in a process, or within a test.</summary>
internal static class WorkerProgram
{
    public static async Task<int> RunAsync(string address, string queue)
    {
        var client = TemporalClient.CreateLazy(new(address));
        while (true)
        {
            try
            {
                await client.Connection.ConnectAsync();
                using var worker = new TemporalWorker(client, Options(queue));
                await worker.ExecuteAsync(CancellationToken.None);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A worker that gives up because the server is away for long begins anew, as a supervisor would see to.
                await Console.Error.WriteLineAsync(e.Message);
                await Task.Delay(200);
            }
        }
    }

    public static TemporalWorkerOptions Options(string queue) => new TemporalWorkerOptions(queue)
    {
        MaxCachedWorkflows = 50,
        // Short, as runs of a worker that was killed wait for it that long.
        StickyQueueScheduleToStartTimeout = TimeSpan.FromSeconds(1),
    }.AddWorkflow<MixedWorkflow>().AddWorkflow<LeafWorkflow>().AddAllActivities(new MixedActivities());
}
