namespace Temporalio.Runtime.Metrics;

/// <summary>The names and tags of the library's metrics, as documented for Temporal SDKs; names get a prefix.</summary>
internal static class SdkMetrics
{
    public const string Request = "request";
    public const string RequestFailure = "request_failure";
    public const string RequestLatency = "request_latency";
    public const string LongRequest = "long_request";
    public const string LongRequestFailure = "long_request_failure";
    public const string LongRequestLatency = "long_request_latency";

    public const string WorkerStart = "worker_start";
    public const string NumPollers = "num_pollers";
    public const string SlotsAvailable = "worker_task_slots_available";
    public const string SlotsUsed = "worker_task_slots_used";

    public const string WorkflowCompleted = "workflow_completed";
    public const string WorkflowCanceled = "workflow_canceled";
    public const string WorkflowFailed = "workflow_failed";
    public const string WorkflowContinuedAsNew = "workflow_continue_as_new";
    public const string WorkflowEndToEndLatency = "workflow_endtoend_latency";
    public const string WorkflowTaskPollSucceed = "workflow_task_queue_poll_succeed";
    public const string WorkflowTaskPollEmpty = "workflow_task_queue_poll_empty";
    public const string WorkflowTaskFailed = "workflow_task_execution_failed";
    public const string WorkflowTaskExecutionLatency = "workflow_task_execution_latency";
    public const string WorkflowTaskReplayLatency = "workflow_task_replay_latency";
    public const string WorkflowTaskScheduleToStartLatency = "workflow_task_schedule_to_start_latency";

    public const string StickyCacheHit = "sticky_cache_hit";
    public const string StickyCacheMiss = "sticky_cache_miss";
    public const string StickyCacheSize = "sticky_cache_size";
    public const string StickyCacheForcedEviction = "sticky_cache_total_forced_eviction";

    public const string ActivityPollNoTask = "activity_poll_no_task";
    public const string ActivityTaskReceived = "activity_task_received";
    public const string ActivityFailed = "activity_execution_failed";
    public const string ActivityExecutionLatency = "activity_execution_latency";
    public const string ActivitySucceedEndToEndLatency = "activity_succeed_endtoend_latency";
    public const string ActivityScheduleToStartLatency = "activity_schedule_to_start_latency";

    public const string LocalActivityTotal = "local_activity_total";
    public const string LocalActivityCancelled = "local_activity_execution_cancelled";
    public const string LocalActivityFailed = "local_activity_execution_failed";
    public const string LocalActivityExecutionLatency = "local_activity_execution_latency";
    public const string LocalActivitySucceedEndToEndLatency = "local_activity_succeed_endtoend_latency";

    private static readonly double[] Default = [50, 100, 500, 1_000, 2_500, 10_000];
    private static readonly double[] WorkflowTask = [1, 10, 20, 50, 100, 200, 500, 1_000];
    private static readonly double[] Activity = [50, 100, 500, 1_000, 5_000, 10_000, 60_000];
    private static readonly double[] ScheduleToStart = [100, 500, 1_000, 5_000, 10_000, 100_000, 1_000_000];

    private static readonly double[] EndToEnd =
    [
        100, 500, 1_000, 1_500, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
        36_000_000, 86_400_000,
    ];

    /// <summary>The buckets of a metric.</summary>
    /// <param name="name">Its name without prefix.</param>
    /// <returns>Upper bounds, of durations in milliseconds.</returns>
    public static double[] BucketsOf(string name) => name switch
    {
        WorkflowEndToEndLatency => EndToEnd,
        WorkflowTaskExecutionLatency or WorkflowTaskReplayLatency => WorkflowTask,
        ActivityExecutionLatency or LocalActivityExecutionLatency => Activity,
        WorkflowTaskScheduleToStartLatency or ActivityScheduleToStartLatency => ScheduleToStart,
        _ => Default,
    };
}
