using Temporalio.Workflows;

namespace Samples.Workflows.HelloActivity;

/// <summary>Calls one activity.</summary>
[Workflow]
public class HelloActivityWorkflow
{
    /// <summary>Greets.</summary>
    /// <param name="name">Who is greeted.</param>
    [WorkflowRun]
    public Task<string> RunAsync(string name) => Workflow.ExecuteActivityAsync(
        () => GreetingActivities.ComposeGreeting(name), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
}
