using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Workflows;

namespace Temporalio.Tests.Support;

/// <summary>One activity, after a signal: polls of both kinds and a client's call must all get through.</summary>
[Workflow]
public class GreetingWorkflow
{
    private string? _name;

    /// <summary>Runs it once with a worker and a client on one connection.</summary>
    public static Task RunOnceAsync(ServerKind server, TemporalClient client, string name) => Scenario.RunAsync(
        server,
        options => options.AddWorkflow<GreetingWorkflow>().AddActivity(Greet),
        async scenario =>
        {
            var handle = await scenario.Client.StartWorkflowAsync((GreetingWorkflow w) => w.RunAsync(), scenario.NewWorkflow());
            await handle.SignalAsync(w => w.NameAsync(name));
            Assert.Equal($"hello {name}", await handle.GetResultAsync());
        },
        client: _ => client);

    [Activity]
    public static string Greet(string name) => $"hello {name}";

    [WorkflowRun]
    public async Task<string> RunAsync()
    {
        await Workflow.WaitConditionAsync(() => _name is not null);
        return await Workflow.ExecuteActivityAsync(
            () => Greet(_name!), new() { StartToCloseTimeout = TimeSpan.FromMinutes(1) });
    }

    [WorkflowSignal]
    public Task NameAsync(string name)
    {
        _name = name;
        return Task.CompletedTask;
    }
}
