using Temporalio.Workflows;

namespace Samples.Workflows.Polling;

/// <summary>
/// Waits for a job elsewhere: the retry policy is the polling interval, and the history does not grow.
/// </summary>
[Workflow]
public class PollingWorkflow
{
    /// <summary>Waits.</summary>
    /// <param name="every">The time between two looks.</param>
    [WorkflowRun]
    public Task<string> RunAsync(string jobId, TimeSpan every) => Workflow.ExecuteActivityAsync(
        (RemoteJobActivities a) => a.Look(jobId),
        new()
        {
            StartToCloseTimeout = TimeSpan.FromSeconds(10),
            ScheduleToCloseTimeout = TimeSpan.FromHours(1),
            RetryPolicy = new() { InitialInterval = every, BackoffCoefficient = 1 },
        });
}
