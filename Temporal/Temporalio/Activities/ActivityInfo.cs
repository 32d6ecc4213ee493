using System.Text.Json.Serialization;
using Temporalio.Api.Common.V1;
using Temporalio.Converters;

namespace Temporalio.Activities;

/// <summary>What is known of an activity's attempt.</summary>
/// <param name="ActivityId">The activity id.</param>
/// <param name="ActivityType">The activity type.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="CurrentAttemptScheduledTime">When this attempt was scheduled.</param>
/// <param name="DataConverter">Converts payloads.</param>
/// <param name="HeartbeatDetails">The details of the last heartbeat of the attempt before.</param>
/// <param name="HeartbeatTimeout">The longest time between heartbeats.</param>
/// <param name="IsLocal">Whether it is a local activity.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="Priority">The priority.</param>
/// <param name="RetryPolicy">The retry policy.</param>
/// <param name="ScheduleToCloseTimeout">The longest time of all attempts.</param>
/// <param name="ScheduledTime">When the first attempt was scheduled.</param>
/// <param name="StartToCloseTimeout">The longest time of one attempt.</param>
/// <param name="StartedTime">When this attempt started.</param>
/// <param name="TaskQueue">The task queue.</param>
/// <param name="TaskToken">Completes the activity from elsewhere.</param>
/// <param name="WorkflowId">The workflow that scheduled the activity.</param>
/// <param name="WorkflowNamespace">Its namespace.</param>
/// <param name="WorkflowRunId">Its run.</param>
/// <param name="WorkflowType">Its type.</param>
public record ActivityInfo(
    string ActivityId,
    string ActivityType,
    int Attempt,
    DateTime CurrentAttemptScheduledTime,
    [property: JsonIgnore] DataConverter DataConverter,
    IReadOnlyCollection<Payload> HeartbeatDetails,
    TimeSpan? HeartbeatTimeout,
    bool IsLocal,
    string Namespace,
    Common.Priority Priority,
    Common.RetryPolicy? RetryPolicy,
    TimeSpan? ScheduleToCloseTimeout,
    DateTime ScheduledTime,
    TimeSpan? StartToCloseTimeout,
    DateTime StartedTime,
    string TaskQueue,
    byte[] TaskToken,
    string? WorkflowId,
    string? WorkflowNamespace,
    string? WorkflowRunId,
    string? WorkflowType)
{
    /// <summary>Whether a workflow scheduled it.</summary>
    public bool IsWorkflowActivity => WorkflowId is not null;

    /// <summary>The values that every log line of the activity carries.</summary>
    internal Dictionary<string, object?> LoggerScope => new()
    {
        ["ActivityId"] = ActivityId,
        ["ActivityType"] = ActivityType,
        ["Attempt"] = Attempt,
        ["WorkflowId"] = WorkflowId,
        ["WorkflowNamespace"] = WorkflowNamespace,
        ["WorkflowRunId"] = WorkflowRunId,
        ["WorkflowType"] = WorkflowType,
    };

    /// <summary>A detail of the last heartbeat of the attempt before.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="index">The index.</param>
    /// <returns>The detail.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such detail.</exception>
    public Task<T> HeartbeatDetailAtAsync<T>(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, HeartbeatDetails.Count);
        // The codec was applied when the task arrived.
        return Task.FromResult(DataConverter.PayloadConverter.ToValue<T>(HeartbeatDetails.ElementAt(index)));
    }
}
