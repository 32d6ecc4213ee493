using OpsFlow.Workflows.Shared;
using Temporalio.Common;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.ChatTurn;

/// <summary>Timeouts and retries of the activities. A step never gets more than what is left of the turn.</summary>
internal static class TurnOptions
{
    // An activity keeps its own limit and says so; what is cut off here could not.
    private static readonly TimeSpan s_toSayIt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1);

    // Steps beat every 5 s; three missed beats mean that the worker is gone.
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>The store is ours: when it is down everything waits for it, so there is no limit of attempts.</summary>
    public static ActivityOptions Record => new()
    {
        TaskQueue = TaskQueues.LightOf(TaskQueues.Chat),
        StartToCloseTimeout = TimeSpan.FromSeconds(10),
        RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(200),
            MaximumInterval = TimeSpan.FromSeconds(10) },
        CancellationToken = CancellationToken.None,
    };

    public static ActivityOptions Plan(TimeSpan left) =>
        Step(TimeSpan.FromSeconds(30), 3, left, "Find out what is asked");

    public static ActivityOptions Node(NodePlan plan, TimeSpan left) =>
        Step(TimeSpan.FromSeconds(plan.Seconds) + s_toSayIt, plan.Attempts, left, plan.Node);

    public static ActivityOptions Answer(TimeSpan left) => Step(left, 4, left, "Write the answer");

    public static ActivityOptions Grade(TimeSpan left) => Step(TimeSpan.FromSeconds(20), 1, left, "Grade the answer");

    private static ActivityOptions Step(TimeSpan limit, int attempts, TimeSpan left, string summary) => new()
    {
        TaskQueue = TaskQueues.Chat,
        StartToCloseTimeout = Least(limit < left ? limit : left),
        // Of all attempts together: else each one would get the turn's time anew.
        ScheduleToCloseTimeout = Least(left),
        HeartbeatTimeout = s_heartbeat,
        Summary = summary,
        RetryPolicy = new RetryPolicy
        {
            InitialInterval = TimeSpan.FromMilliseconds(300), BackoffCoefficient = 2, MaximumAttempts = attempts,
        },
    };

    private static TimeSpan Least(TimeSpan time) => time < s_least ? s_least : time;
}
