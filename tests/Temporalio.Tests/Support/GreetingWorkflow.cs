using Temporalio.Activities;
using Temporalio.Workflows;

namespace Temporalio.Tests.Support;

/// <summary>One activity, after a signal: polls of both kinds and a client's call must all get through.</summary>
[Workflow]
public class GreetingWorkflow
{
    private string? _name;

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
