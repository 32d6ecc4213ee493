using System.Diagnostics.CodeAnalysis;
using Temporalio.Common;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.Maintenance;

/// <summary>Does one regular task of upkeep; started by a schedule of the task's name.</summary>
[Workflow("Maintenance")]
public sealed class MaintenanceWorkflow
{
    /// <summary>Does the task.</summary>
    /// <param name="task">Its name.</param>
    /// <returns>What was done, in words.</returns>
    [WorkflowRun]
    [SuppressMessage("Performance", "CA1822", Justification = "Temporal runs instance methods.")]
    public Task<string> RunAsync(string task) => Workflow.ExecuteActivityAsync(
        (IMaintenanceActivities a) => a.MaintainAsync(task),
        new()
        {
            // One that takes longer goes on at its next time.
            StartToCloseTimeout = TimeSpan.FromHours(1),
            HeartbeatTimeout = TimeSpan.FromSeconds(30),
            RetryPolicy = new RetryPolicy { MaximumAttempts = 5, InitialInterval = TimeSpan.FromSeconds(10) },
        });
}
