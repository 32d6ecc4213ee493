using OpsFlow.Activities.Shared;
using OpsFlow.Platform.Schedules;
using OpsFlow.Workflows.Maintenance;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.Maintenance;

/// <summary>Runs the tasks of upkeep.</summary>
public sealed class MaintenanceActivities(IEnumerable<IMaintenanceTask> tasks, TimeProvider time)
    : IMaintenanceActivities
{
    /// <inheritdoc/>
    [Activity]
    public Task<string> MaintainAsync(string task)
    {
        var known = tasks.FirstOrDefault(t => t.Name == task)
            ?? throw new ApplicationFailureException(
                $"This worker knows no task '{task}'.", errorType: "UnknownTask", nonRetryable: true);
        return Heartbeats.RunAsync(time, (report, token) => known.RunAsync(report, token));
    }
}
