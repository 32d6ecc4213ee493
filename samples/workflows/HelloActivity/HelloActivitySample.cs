using Temporalio.Client;
using Temporalio.Worker;

namespace Samples.Workflows.HelloActivity;

/// <summary>The smallest whole program.</summary>
public sealed class HelloActivitySample : ISample
{
    /// <inheritdoc/>
    public string Name => "hello-activity";

    /// <inheritdoc/>
    public void Register(TemporalWorkerOptions options) =>
        options.AddWorkflow<HelloActivityWorkflow>().AddActivity(GreetingActivities.ComposeGreeting);

    /// <inheritdoc/>
    public Task<string> RunAsync(ITemporalClient client, string taskQueue, TextWriter output) =>
        client.ExecuteWorkflowAsync(
            (HelloActivityWorkflow wf) => wf.RunAsync("Temporal"), new($"hello-{Guid.NewGuid()}", taskQueue));
}
