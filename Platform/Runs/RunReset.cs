using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace OpsFlow.Platform.Runs;

/// <summary>
/// Takes a run back to the step that failed, by Temporal's own reset: what was done before it stays done and paid for.
/// A run whose record says that it failed may still be closing; a reset ends it.
/// </summary>
public sealed class RunReset(ITemporalClient client)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    /// <summary>Resets the latest run of a workflow to the last of its steps that failed for good.</summary>
    /// <param name="steps">The activity types whose failure ends a run; others may fail and be left out.</param>
    /// <param name="reason">Shown in Temporal's Web UI.</param>
    /// <returns>The failed step and the run that tries it again; null if no step failed, or the run is unknown.
    /// </returns>
    public async Task<(string Step, string RunId)?> ToFailedStepAsync(
        string workflowId, IReadOnlySet<string> steps, string reason, CancellationToken cancellationToken)
    {
        var rpc = new RpcOptions { Timeout = s_timeout, CancellationToken = cancellationToken };
        try
        {
            var description = await client.GetWorkflowHandle(workflowId).DescribeAsync(new() { Rpc = rpc });
            if (await FailedStepAsync(workflowId, description.RunId, steps, rpc) is not { } failed)
            {
                return null;
            }

            var answer = await client.WorkflowService.ResetWorkflowExecutionAsync(
                new()
                {
                    Namespace = client.Options.Namespace,
                    WorkflowExecution = new() { WorkflowId = workflowId, RunId = description.RunId },
                    Reason = reason,
                    RequestId = $"retry-{description.RunId}",
                    WorkflowTaskFinishEventId = failed.TaskEventId,
                },
                rpc);
            return (failed.Step, answer.RunId);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            return null;
        }
    }

    // A failure is written once the attempts are used up: each one here is final.
    private async Task<(string Step, long TaskEventId)?> FailedStepAsync(
        string workflowId, string runId, IReadOnlySet<string> steps, RpcOptions rpc)
    {
        var scheduled = new Dictionary<long, (string Step, long TaskEventId)>();
        (string Step, long TaskEventId)? failed = null;
        var events = client.GetWorkflowHandle(workflowId, runId).FetchHistoryEventsAsync(new() { Rpc = rpc });
        await foreach (var e in events)
        {
            switch (e.EventType)
            {
                case EventType.ActivityTaskScheduled
                    when e.ActivityTaskScheduledEventAttributes is var a && steps.Contains(a.ActivityType.Name):
                    scheduled[e.EventId] = (a.ActivityType.Name, a.WorkflowTaskCompletedEventId);
                    break;
                case EventType.ActivityTaskFailed
                    when scheduled.TryGetValue(e.ActivityTaskFailedEventAttributes.ScheduledEventId, out var step):
                    failed = step;
                    break;
                case EventType.ActivityTaskTimedOut
                    when scheduled.TryGetValue(e.ActivityTaskTimedOutEventAttributes.ScheduledEventId, out var step):
                    failed = step;
                    break;
                default:
                    break;
            }
        }

        return failed;
    }
}
