using OpsFlow.Workflows.Shared;
using Temporalio.Common;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.Prescriptions;

/// <summary>Timeouts and retries of the activities, each with the reason for its value.</summary>
internal static class PrescriptionOptions
{
    /// <summary>
    /// It looks for a minute and beats meanwhile. A database that is away is no failure of it: it says so and looks on.
    /// </summary>
    public static ActivityOptions Poll => new()
    {
        TaskQueue = TaskQueues.LightOf(Workflow.Info.TaskQueue),
        StartToCloseTimeout = TimeSpan.FromMinutes(5),
        HeartbeatTimeout = TimeSpan.FromSeconds(15),
        RetryPolicy = new RetryPolicy { MaximumInterval = TimeSpan.FromSeconds(10) },
    };

    /// <summary>The store is ours: when it is down everything waits for it, so there is no limit of attempts.</summary>
    public static ActivityOptions Record => new()
    {
        TaskQueue = TaskQueues.LightOf(Workflow.Info.TaskQueue),
        StartToCloseTimeout = TimeSpan.FromSeconds(4),
        RetryPolicy = new RetryPolicy
        {
            InitialInterval = TimeSpan.FromMilliseconds(200),
            MaximumInterval = TimeSpan.FromSeconds(30),
        },
    };

    /// <summary>A provider of interactions has 5 s; a pharmacy's database that is away is waited for an hour.</summary>
    public static ActivityOptions Check => new()
    {
        TaskQueue = TaskQueues.LightOf(Workflow.Info.TaskQueue),
        StartToCloseTimeout = TimeSpan.FromSeconds(12),
        ScheduleToCloseTimeout = TimeSpan.FromHours(1),
        RetryPolicy = new RetryPolicy
        {
            InitialInterval = TimeSpan.FromMilliseconds(200),
            MaximumInterval = TimeSpan.FromSeconds(10),
        },
    };

    /// <summary>
    /// A call has 60 s inside. What a dead worker leaves is tried again; a model that fails twice is given up.
    /// </summary>
    public static ActivityOptions Explain => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(75),
        ScheduleToCloseTimeout = TimeSpan.FromMinutes(10),
        HeartbeatTimeout = TimeSpan.FromSeconds(15),
        RetryPolicy = new RetryPolicy { MaximumInterval = TimeSpan.FromSeconds(5) },
    };
}
