using Temporalio.Client;
using Temporalio.Worker;

namespace Samples.Workflows.Locking;

/// <summary>A mutex across workflows.</summary>
public sealed class LockingSample : ISample
{
    /// <inheritdoc/>
    public string Name => "mutex";

    /// <inheritdoc/>
    public void Register(TemporalWorkerOptions options) =>
        options.AddWorkflow<LockWorkflow>().AddWorkflow<GuardedWorkflow>();

    /// <inheritdoc/>
    public async Task<string> RunAsync(ITemporalClient client, string taskQueue, TextWriter output)
    {
        var lockId = $"lock-{Guid.NewGuid()}";
        var resource = await client.StartWorkflowAsync(
            (LockWorkflow wf) => wf.RunAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(2)), new(lockId, taskQueue));
        var askers = await Task.WhenAll(Enumerable.Range(1, 5).Select(i => client.ExecuteWorkflowAsync(
            (GuardedWorkflow wf) => wf.RunAsync(lockId), new($"{lockId}/asker-{i}", taskQueue))));
        var overlaps = askers.OrderBy(h => h.From).Zip(askers.OrderBy(h => h.From).Skip(1))
            .Count(p => p.First.To > p.Second.From);
        var holders = await resource.GetResultAsync();
        await output.WriteLineAsync($"held by {string.Join(", ", holders.Select(h => h.Split('/')[1]))}");
        return $"{holders.Count} holders, {overlaps} overlaps";
    }
}
