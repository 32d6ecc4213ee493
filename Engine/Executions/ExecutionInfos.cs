using Google.Protobuf.WellKnownTypes;
using OpsFlow.Engine.Histories;
using Temporalio.Api.Activity.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Workflow.V1;

namespace OpsFlow.Engine.Executions;

/// <summary>What lists and descriptions say of runs and activities.</summary>
internal static class ExecutionInfos
{
    public static WorkflowExecutionInfo From(RunState state)
    {
        var info = new WorkflowExecutionInfo
        {
            Execution = new WorkflowExecution { WorkflowId = state.WorkflowId, RunId = state.RunId },
            Type = new WorkflowType { Name = state.WorkflowType },
            StartTime = Ticks.ToTimestamp(state.StartTime),
            CloseTime = Ticks.ToTimestampOrNull(state.CloseTime),
            Status = state.Status,
            HistoryLength = state.NextEventId - 1,
            ParentNamespaceId = state.ParentNamespace,
            ParentExecution = state.Parent,
            ExecutionTime = Ticks.ToTimestamp(state.ExecutionTime),
            Memo = state.Memo ?? new Memo(),
            SearchAttributes = state.SearchAttributes ?? new SearchAttributes(),
            AutoResetPoints = state.ResetPoints ?? new ResetPoints(),
            TaskQueue = state.TaskQueue,
            StateTransitionCount = state.StateTransitions,
            HistorySizeBytes = state.HistorySize,
            RootExecution = state.Root,
            FirstRunId = state.FirstRunId,
            VersioningInfo = state.Versioning,
            WorkerDeploymentName = state.WorkerDeploymentName,
        };
        if (state.CloseTime != 0)
        {
            info.ExecutionDuration = Duration.FromTimeSpan(TimeSpan.FromTicks(
                Math.Max(0, state.CloseTime - state.ExecutionTime)));
        }

        return info;
    }

    /// <summary>As lists show it: without what is only known of one run, or only once it is closed.</summary>
    public static WorkflowExecutionInfo Listed(RunState state)
    {
        var info = From(state);
        info.AutoResetPoints = null;
        info.FirstRunId = "";
        info.ParentNamespaceId = "";
        if (state.CloseTime == 0)
        {
            info.HistoryLength = 0;
            info.HistorySizeBytes = 0;
            info.StateTransitionCount = 0;
        }

        return info;
    }

    private static ActivityOptions Options(ActivityState activity)
    {
        var options = MutableState.OptionsOf(activity);
        options.TaskQueue = new TaskQueue { Name = activity.TaskQueue, NormalName = activity.TaskQueue };
        return options;
    }

    public static PendingActivityInfo Pending(ActivityState activity, HistoryEvent scheduled)
    {
        var started = activity.StartedTime != 0;
        var info = new PendingActivityInfo
        {
            ActivityId = activity.ActivityId,
            ActivityType = scheduled.ActivityTaskScheduledEventAttributes.ActivityType,
            State = activity.CancelRequested && started
                ? PendingActivityState.CancelRequested
                : started
                    ? activity.Paused ? PendingActivityState.PauseRequested : PendingActivityState.Started
                    : activity.Paused ? PendingActivityState.Paused : PendingActivityState.Scheduled,
            HeartbeatDetails = activity.HeartbeatDetails,
            LastHeartbeatTime = Ticks.ToTimestampOrNull(activity.LastHeartbeatTime),
            LastStartedTime = Ticks.ToTimestampOrNull(activity.LastStartedTime),
            Attempt = activity.Attempt,
            MaximumAttempts = activity.RetryPolicy?.MaximumAttempts ?? 0,
            ScheduledTime = started ? null : Ticks.ToTimestampOrNull(activity.ScheduledTime),
            LastFailure = activity.LastFailure,
            LastWorkerIdentity = activity.LastWorkerIdentity,
            LastAttemptCompleteTime = Ticks.ToTimestampOrNull(activity.LastAttemptCompleteTime),
            Paused = activity.Paused,
            Priority = scheduled.ActivityTaskScheduledEventAttributes.Priority,
            ActivityOptions = Options(activity),
            CurrentRetryInterval = activity.RetryPolicy?.InitialInterval,
        };
        if (activity.ScheduleToCloseMs != 0)
        {
            info.ExpirationTime = Ticks.ToTimestamp(
                activity.FirstScheduledTime + Ticks.FromMs(activity.ScheduleToCloseMs));
        }

        if (activity.BackingOff)
        {
            info.NextAttemptScheduleTime = Ticks.ToTimestamp(activity.ScheduledTime);
            info.CurrentRetryInterval = Duration.FromTimeSpan(TimeSpan.FromTicks(
                Math.Max(0, activity.ScheduledTime - activity.LastAttemptCompleteTime)));
        }

        if (activity.Paused)
        {
            info.PauseInfo = new PendingActivityInfo.Types.PauseInfo
            {
                PauseTime = Ticks.ToTimestampOrNull(activity.PauseTime),
                Manual = new PendingActivityInfo.Types.PauseInfo.Types.Manual
                {
                    Identity = activity.PauseIdentity,
                    Reason = activity.PauseReason,
                },
            };
        }

        return info;
    }
}
