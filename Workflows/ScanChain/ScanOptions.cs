using OpsFlow.Workflows.Shared;
using Temporalio.Common;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.ScanChain;

/// <summary>Timeouts and retries of the activities.</summary>
internal static class ScanOptions
{
    /// <summary>The whole time of an attempt of a stage. Its own limit, 240 s, is within the activity.</summary>
    private static readonly TimeSpan s_hardLimit = TimeSpan.FromSeconds(300);

    /// <summary>Steps beat every 5 s; three missed beats mean that the worker is gone.</summary>
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    public static ActivityOptions Vision => Stage(TaskQueues.ScanVision);

    public static ActivityOptions Rule => Stage(TaskQueues.ScanRule);

    public static ActivityOptions Answer => Stage(TaskQueues.ScanAnswer);

    public static ActivityOptions Reward => Stage(TaskQueues.ScanReward);

    /// <summary>The decision and its points.</summary>
    public static ActivityOptions Decision => Write(retries: 3);

    /// <summary>Ownership and collection.</summary>
    public static ActivityOptions Collection => Write(retries: 5);

    /// <summary>The store is ours: when it is down everything waits for it, so there is no limit of attempts.</summary>
    public static ActivityOptions Record => new()
    {
        TaskQueue = TaskQueues.ScanRule,
        StartToCloseTimeout = TimeSpan.FromSeconds(10),
        RetryPolicy = new RetryPolicy { MaximumInterval = TimeSpan.FromSeconds(30) },
    };

    // One attempt and three retries.
    private static ActivityOptions Stage(string queue) => new()
    {
        TaskQueue = queue,
        StartToCloseTimeout = s_hardLimit,
        HeartbeatTimeout = s_heartbeat,
        RetryPolicy = new RetryPolicy
        {
            InitialInterval = TimeSpan.FromSeconds(5), BackoffCoefficient = 2, MaximumAttempts = 4,
        },
    };

    private static ActivityOptions Write(int retries) => new()
    {
        TaskQueue = TaskQueues.ScanReward,
        StartToCloseTimeout = TimeSpan.FromSeconds(10),
        RetryPolicy = new RetryPolicy
        {
            InitialInterval = TimeSpan.FromSeconds(1), BackoffCoefficient = 2, MaximumAttempts = retries + 1,
        },
    };
}
