using Temporalio.Client;
using Temporalio.Worker;

namespace Samples.Workflows.Polling;

/// <summary>Infrequent polling of another service.</summary>
public sealed class PollingSample : ISample
{
    /// <inheritdoc/>
    public string Name => "polling";

    /// <inheritdoc/>
    public void Register(TemporalWorkerOptions options) =>
        options.AddWorkflow<PollingWorkflow>().AddAllActivities(new RemoteJobActivities());

    /// <inheritdoc/>
    public Task<string> RunAsync(ITemporalClient client, string taskQueue, TextWriter output) =>
        client.ExecuteWorkflowAsync(
            (PollingWorkflow wf) => wf.RunAsync("render-7", TimeSpan.FromMilliseconds(200)),
            new($"polling-{Guid.NewGuid()}", taskQueue));
}
