using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Client;

namespace OpsFlow.Api.Platform;

/// <summary>
/// Reads a run's activities from its history, and how those do that are not over from its description.
/// </summary>
internal static class WorkflowSteps
{
    public static async Task<IReadOnlyList<WorkflowStep>> ReadAsync(
        ITemporalClient client, string id, string runId, RpcOptions rpc)
    {
        var steps = new Dictionary<long, WorkflowStep>();
        await foreach (var e in client.GetWorkflowHandle(id, runId).FetchHistoryEventsAsync(new() { Rpc = rpc }))
        {
            Apply(steps, e);
        }

        var description = await client.WorkflowService.DescribeWorkflowExecutionAsync(
            new()
            {
                Namespace = client.Options.Namespace,
                Execution = new() { WorkflowId = id, RunId = runId },
            },
            rpc);
        var pending = description.PendingActivities.ToDictionary(p => p.ActivityId);
        return [.. steps.Values.Select(s => pending.TryGetValue(s.Id, out var p) ? Pending(s, p) : s)];
    }

    private static void Apply(Dictionary<long, WorkflowStep> steps, HistoryEvent e)
    {
        var at = e.EventTime.ToDateTime();
        switch (e.EventType)
        {
            case EventType.ActivityTaskScheduled:
                var scheduled = e.ActivityTaskScheduledEventAttributes;
                steps[e.EventId] = new(
                    scheduled.ActivityId, scheduled.ActivityType.Name, WorkflowStep.Scheduled, 1, at);
                break;
            case EventType.ActivityTaskStarted:
                var started = e.ActivityTaskStartedEventAttributes;
                Change(steps, started.ScheduledEventId, s => s with
                {
                    State = WorkflowStep.Running,
                    Attempt = started.Attempt,
                    StartedAt = at,
                    Failure = Reason(started.LastFailure),
                });
                break;
            case EventType.ActivityTaskCompleted:
                Close(steps, e.ActivityTaskCompletedEventAttributes.ScheduledEventId, WorkflowStep.Completed, at, null);
                break;
            case EventType.ActivityTaskFailed:
                var failed = e.ActivityTaskFailedEventAttributes;
                Close(steps, failed.ScheduledEventId, WorkflowStep.Failed, at, failed.Failure);
                break;
            case EventType.ActivityTaskTimedOut:
                var late = e.ActivityTaskTimedOutEventAttributes;
                Close(steps, late.ScheduledEventId, WorkflowStep.TimedOut, at, late.Failure);
                break;
            case EventType.ActivityTaskCanceled:
                Close(steps, e.ActivityTaskCanceledEventAttributes.ScheduledEventId, WorkflowStep.Canceled, at, null);
                break;
        }
    }

    private static void Close(
        Dictionary<long, WorkflowStep> steps, long scheduled, string state, DateTime at, Failure? failure) =>
        Change(steps, scheduled, s => s with { State = state, ClosedAt = at, Failure = Reason(failure) ?? s.Failure });

    private static void Change(
        Dictionary<long, WorkflowStep> steps, long scheduled, Func<WorkflowStep, WorkflowStep> change)
    {
        if (steps.TryGetValue(scheduled, out var step))
        {
            steps[scheduled] = change(step);
        }
    }

    private static WorkflowStep Pending(WorkflowStep step, PendingActivityInfo pending) => step with
    {
        State = pending.State == PendingActivityState.Started ? WorkflowStep.Running : WorkflowStep.Scheduled,
        Attempt = pending.Attempt,
        StartedAt = pending.LastStartedTime?.ToDateTime() ?? step.StartedAt,
        Failure = Reason(pending.LastFailure) ?? step.Failure,
        NextAttemptAt = pending.State == PendingActivityState.Started
            ? null
            : pending.NextAttemptScheduleTime?.ToDateTime() ?? pending.ScheduledTime?.ToDateTime(),
    };

    // The innermost one says what happened; those around it say only where.
    private static string? Reason(Failure? failure)
    {
        while (failure?.Cause is { Message.Length: > 0 } cause)
        {
            failure = cause;
        }

        return failure is { Message.Length: > 0 } ? failure.Message : null;
    }
}
