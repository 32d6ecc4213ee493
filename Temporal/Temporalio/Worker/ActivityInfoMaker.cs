using Temporalio.Activities;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Common;
using Temporalio.Converters;

namespace Temporalio.Worker;

/// <summary>Reads what a task says of an activity.</summary>
internal static class ActivityInfoMaker
{
    public static ActivityInfo Create(PollActivityTaskQueueResponse task, string @namespace, string taskQueue) => new(
        ActivityId: task.ActivityId,
        ActivityType: task.ActivityType.Name,
        Attempt: task.Attempt,
        CurrentAttemptScheduledTime: task.CurrentAttemptScheduledTime?.ToDateTime() ?? default,
        DataConverter: DataConverter.Default,
        HeartbeatDetails: task.HeartbeatDetails?.Payloads_.ToArray() ?? [],
        HeartbeatTimeout: NullIfZero(task.HeartbeatTimeout),
        IsLocal: false,
        Namespace: @namespace,
        Priority: Priority.FromProto(task.Priority),
        RetryPolicy: task.RetryPolicy is { } policy ? RetryPolicy.FromProto(policy) : null,
        ScheduleToCloseTimeout: NullIfZero(task.ScheduleToCloseTimeout),
        ScheduledTime: task.ScheduledTime?.ToDateTime() ?? default,
        StartToCloseTimeout: NullIfZero(task.StartToCloseTimeout),
        StartedTime: task.StartedTime?.ToDateTime() ?? default,
        TaskQueue: taskQueue,
        TaskToken: task.TaskToken.ToByteArray(),
        WorkflowId: NullIfEmpty(task.WorkflowExecution?.WorkflowId),
        WorkflowNamespace: NullIfEmpty(task.WorkflowNamespace),
        WorkflowRunId: NullIfEmpty(task.WorkflowExecution?.RunId),
        WorkflowType: NullIfEmpty(task.WorkflowType?.Name));

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static TimeSpan? NullIfZero(Google.Protobuf.WellKnownTypes.Duration? duration) =>
        duration?.ToTimeSpan() is { } span && span > TimeSpan.Zero ? span : null;
}
