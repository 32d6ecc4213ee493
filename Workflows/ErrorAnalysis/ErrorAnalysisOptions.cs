using OpsFlow.Workflows.Shared;
using Temporalio.Common;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.ErrorAnalysis;

/// <summary>Timeouts and retries of the activities, each with the reason for its value.</summary>
internal static class ErrorAnalysisOptions
{
    /// <summary>How often an analysis is made again because the base moved; then a person is needed anyway.</summary>
    public const int MaxRounds = 3;

    /// <summary>Steps beat every 5 s; three missed beats mean that the worker is gone.</summary>
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Cloning a large repository over a slow line; heartbeats tell a dead worker long before that.</summary>
    public static ActivityOptions Clone => new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(15),
        HeartbeatTimeout = s_heartbeat,
        RetryPolicy = Retries(6),
    };

    /// <summary>First index of a large repository.</summary>
    public static ActivityOptions Index => new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(15),
        HeartbeatTimeout = s_heartbeat,
        RetryPolicy = Retries(6),
    };

    /// <summary>Some rounds with a slow local model.</summary>
    public static ActivityOptions Analyze => new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(30),
        HeartbeatTimeout = s_heartbeat,
        RetryPolicy = Retries(5),
    };

    /// <summary>The server's test command runs twice.</summary>
    public static ActivityOptions PreparePatch => new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(40),
        HeartbeatTimeout = s_heartbeat,
        RetryPolicy = Retries(4),
    };

    /// <summary>The store is ours: when it is down everything waits for it, so there is no limit of attempts.</summary>
    public static ActivityOptions Record => new()
    {
        TaskQueue = TaskQueues.LightOf(Workflow.Info.TaskQueue),
        StartToCloseTimeout = TimeSpan.FromSeconds(10),
        RetryPolicy = new RetryPolicy { MaximumInterval = TimeSpan.FromSeconds(30) },
    };

    /// <summary>A chat that stays away must not hold up a decision made in the console.</summary>
    public static ActivityOptions Notify => new()
    {
        TaskQueue = TaskQueues.LightOf(Workflow.Info.TaskQueue),
        StartToCloseTimeout = TimeSpan.FromSeconds(20),
        ScheduleToCloseTimeout = TimeSpan.FromMinutes(10),
        RetryPolicy = new RetryPolicy { MaximumInterval = TimeSpan.FromMinutes(1) },
    };

    /// <summary>
    /// An approval is worth waiting for: about a day of a provider's outage is bridged. Where the branch moved on, the
    /// server's test command runs twice more.
    /// </summary>
    public static ActivityOptions Publish => new()
    {
        StartToCloseTimeout = TimeSpan.FromMinutes(45),
        ScheduleToCloseTimeout = TimeSpan.FromHours(24),
        HeartbeatTimeout = s_heartbeat,
        RetryPolicy = new RetryPolicy { MaximumInterval = TimeSpan.FromMinutes(5) },
    };

    /// <summary>Only tidiness; a folder left behind is removed at the next start of a worker.</summary>
    public static ActivityOptions CleanUp => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(20),
        RetryPolicy = Retries(3),
    };

    private static RetryPolicy Retries(int attempts) => new()
    {
        MaximumAttempts = attempts,
        MaximumInterval = TimeSpan.FromMinutes(1),
    };
}
