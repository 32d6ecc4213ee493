using Temporalio.Client;
using Temporalio.Worker;

namespace Samples.Workflows.ChildSweep;

/// <summary>Many children, of which some fail.</summary>
public sealed class ChildSweepSample : ISample
{
    /// <inheritdoc/>
    public string Name => "child-sweep";

    /// <inheritdoc/>
    public void Register(TemporalWorkerOptions options) =>
        options.AddWorkflow<SweepWorkflow>().AddWorkflow<ShelfWorkflow>();

    /// <inheritdoc/>
    public async Task<string> RunAsync(ITemporalClient client, string taskQueue, TextWriter output)
    {
        var result = await client.ExecuteWorkflowAsync(
            (SweepWorkflow wf) => wf.RunAsync(30), new($"sweep-{Guid.NewGuid()}", taskQueue));
        return $"{result.Items} items; {string.Join("; ", result.Failures)}";
    }
}
