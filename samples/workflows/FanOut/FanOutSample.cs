using Temporalio.Client;
using Temporalio.Worker;

namespace Samples.Workflows.FanOut;

/// <summary>A thousand activities of one workflow.</summary>
public sealed class FanOutSample : ISample
{
    /// <inheritdoc/>
    public string Name => "fan-out";

    /// <inheritdoc/>
    public void Register(TemporalWorkerOptions options) =>
        options.AddWorkflow<FanOutWorkflow>().AddActivity(SquareActivities.Square);

    /// <inheritdoc/>
    public async Task<string> RunAsync(ITemporalClient client, string taskQueue, TextWriter output)
    {
        var sum = await client.ExecuteWorkflowAsync(
            (FanOutWorkflow wf) => wf.RunAsync(1000, 200), new($"fan-out-{Guid.NewGuid()}", taskQueue));
        return $"1000 activities: {sum}";
    }
}
