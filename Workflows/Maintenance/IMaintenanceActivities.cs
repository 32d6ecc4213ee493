using Temporalio.Activities;

namespace OpsFlow.Workflows.Maintenance;

/// <summary>The side effects of upkeep.</summary>
public interface IMaintenanceActivities
{
    /// <summary>Does a task; a repeat finds less to do.</summary>
    /// <param name="task">Its name.</param>
    /// <returns>What was done, in words.</returns>
    [Activity]
    Task<string> MaintainAsync(string task);
}
