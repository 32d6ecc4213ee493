using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Common;
using Temporalio.Runtime;
using Temporalio.Runtime.Metrics;
using Temporalio.Worker.Tuning;

namespace Temporalio.Worker;

/// <summary>What a worker measures.</summary>
internal sealed class WorkerMetrics
{
    private const string WorkflowType = "workflow_type";
    private const string ActivityType = "activity_type";

    private readonly MetricRecorder _recorder;
    private readonly MetricMeter _user;
    private readonly KeyValuePair<string, object>[] _tags;

    public WorkerMetrics(TemporalRuntime runtime, string @namespace, string taskQueue)
    {
        _tags = [new("namespace", @namespace), new("task_queue", taskQueue)];
        _recorder = new(runtime, _tags);
        _user = runtime.MetricMeter.WithTags(_tags);
    }

    public bool IsEnabled => _recorder.IsEnabled;

    /// <summary>The meter of an activity's code.</summary>
    public MetricMeter ForActivity(string type) =>
        IsEnabled ? _user.WithTags([new(ActivityType, type)]) : _user;

    /// <summary>The meter of a workflow's code.</summary>
    public MetricMeter ForWorkflow(string type) =>
        IsEnabled ? _user.WithTags([new(WorkflowType, type)]) : _user;

    public void Started() => _recorder.Count(SdkMetrics.WorkerStart);

    /// <summary>What gets the slots in use and, if that is known, those that are free.</summary>
    public Action<int, int?> SlotsOf(SlotType type)
    {
        var worker = type switch
        {
            SlotType.Workflow => "WorkflowWorker",
            SlotType.Activity => "ActivityWorker",
            _ => "LocalActivityWorker",
        };
        return (used, free) =>
        {
            _recorder.Set(SdkMetrics.SlotsUsed, used, "worker_type", worker);
            if (free is { } available)
            {
                _recorder.Set(SdkMetrics.SlotsAvailable, available, "worker_type", worker);
            }
        };
    }

    /// <summary>What gets the number of polls.</summary>
    public Action<int> PollersOf(string type) => count => _recorder.Set(SdkMetrics.NumPollers, count, "poller_type", type);

    public void WorkflowTaskPolled(bool isEmpty, TimeSpan scheduleToStart)
    {
        _recorder.Count(isEmpty ? SdkMetrics.WorkflowTaskPollEmpty : SdkMetrics.WorkflowTaskPollSucceed);
        if (!isEmpty)
        {
            _recorder.Time(SdkMetrics.WorkflowTaskScheduleToStartLatency, scheduleToStart);
        }
    }

    public void CacheHit(bool hit) => _recorder.Count(hit ? SdkMetrics.StickyCacheHit : SdkMetrics.StickyCacheMiss);

    public void CacheSize(int size) => _recorder.Set(SdkMetrics.StickyCacheSize, size);

    public void ForcedEviction() => _recorder.Count(SdkMetrics.StickyCacheForcedEviction);

    public void Replayed(string type, TimeSpan time) =>
        _recorder.Time(SdkMetrics.WorkflowTaskReplayLatency, time, WorkflowType, type);

    public void WorkflowTaskExecuted(string type, TimeSpan time) =>
        _recorder.Time(SdkMetrics.WorkflowTaskExecutionLatency, time, WorkflowType, type);

    public void WorkflowTaskFailed(string type, string reason) =>
        _recorder.Count(SdkMetrics.WorkflowTaskFailed, WorkflowType, type, "failure_reason", reason);

    /// <summary>Counts how a run ended, if a completion ends it.</summary>
    public void WorkflowEnded(string type, IEnumerable<Command> commands, DateTime started)
    {
        if (!IsEnabled)
        {
            return;
        }

        var metric = commands.LastOrDefault()?.CommandType switch
        {
            CommandType.CompleteWorkflowExecution => SdkMetrics.WorkflowCompleted,
            CommandType.FailWorkflowExecution => SdkMetrics.WorkflowFailed,
            CommandType.CancelWorkflowExecution => SdkMetrics.WorkflowCanceled,
            CommandType.ContinueAsNewWorkflowExecution => SdkMetrics.WorkflowContinuedAsNew,
            _ => null,
        };
        if (metric is not null)
        {
            _recorder.Count(metric, WorkflowType, type);
            _recorder.Time(SdkMetrics.WorkflowEndToEndLatency, DateTime.UtcNow - started, WorkflowType, type);
        }
    }

    public void ActivityPolledNothing() => _recorder.Count(SdkMetrics.ActivityPollNoTask);

    public void ActivityReceived(string type, string workflowType, TimeSpan scheduleToStart)
    {
        _recorder.Count(SdkMetrics.ActivityTaskReceived, ActivityType, type, WorkflowType, workflowType);
        _recorder.Time(SdkMetrics.ActivityScheduleToStartLatency, scheduleToStart, ActivityType, type);
    }

    public void ActivityExecuted(string type, bool isLocal, TimeSpan time, ActivityOutcome outcome, TimeSpan endToEnd)
    {
        _recorder.Time(
            isLocal ? SdkMetrics.LocalActivityExecutionLatency : SdkMetrics.ActivityExecutionLatency, time, ActivityType, type);
        switch (outcome)
        {
            case ActivityOutcome.Completed:
                _recorder.Time(
                    isLocal ? SdkMetrics.LocalActivitySucceedEndToEndLatency : SdkMetrics.ActivitySucceedEndToEndLatency,
                    endToEnd,
                    ActivityType,
                    type);
                break;
            case ActivityOutcome.Failed { Exception: not Exceptions.ApplicationFailureException { Category: ApplicationErrorCategory.Benign } }:
                _recorder.Count(
                    isLocal ? SdkMetrics.LocalActivityFailed : SdkMetrics.ActivityFailed, ActivityType, type);
                break;
            case ActivityOutcome.Canceled when isLocal:
                _recorder.Count(SdkMetrics.LocalActivityCancelled, ActivityType, type);
                break;
        }
    }

    public void LocalActivityStarted(string type) => _recorder.Count(SdkMetrics.LocalActivityTotal, ActivityType, type);
}
