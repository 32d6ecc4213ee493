using Temporalio.Activities;
using Temporalio.Workflows;

namespace OpsFlow.Bench.Figures;

/// <summary>Runs one activity.</summary>
[Workflow]
public class EchoWorkflow
{
    private static readonly ActivityOptions Options = new() { StartToCloseTimeout = TimeSpan.FromMinutes(1) };

    [WorkflowRun]
    public Task<string> RunAsync(string text) => Workflow.ExecuteActivityAsync(() => Echo(text), Options);

    [Activity]
    public static string Echo(string text) => text;
}
