using Temporalio.Workflows;

namespace Samples.Workflows.Scheduled;

/// <summary>What the schedule runs.</summary>
[Workflow]
public class ReportWorkflow
{
    /// <summary>Makes a report.</summary>
    /// <param name="title">The report's title.</param>
    [WorkflowRun]
    public Task<string> RunAsync(string title) => Task.FromResult($"{title} by {Workflow.Info.WorkflowId}");
}
