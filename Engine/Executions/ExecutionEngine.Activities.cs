using Google.Protobuf;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Matching;
using OpsFlow.Engine.Services;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.WorkflowService.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Executions;

/// <summary>Handing out activities and taking their results.</summary>
internal sealed partial class ExecutionEngine
{
    private const int MaximumResultBytes = 2 * 1024 * 1024;

    private const string NoSuchActivity =
        "invalid activityID or activity already timed out or invoking workflow is completed";

    /// <summary>Waits for an activity; null when none came in time.</summary>
    public async Task<PollActivityTaskQueueResponse?> PollActivityTaskAsync(
        PollActivityTaskQueueRequest request, CancellationToken wait, CancellationToken caller)
    {
        var queue = _queues.Activity(request.Namespace, request.TaskQueue.Name);
        var version = WorkerVersions.TextOf(request.DeploymentOptions);
        var since = _clock.Inner.GetTimestamp();
        while (true)
        {
            var item = await queue.PollAsync(request.Identity, wait, version).ConfigureAwait(false);
            if (item is null)
            {
                return null;
            }

            if (caller.IsCancellationRequested)
            {
                queue.Return(item);
                return null;
            }

            if (!await PaceAsync(queue, wait).ConfigureAwait(false))
            {
                queue.Return(item);
                return null;
            }

            try
            {
                if (await TakeActivityAsync(item, request).ConfigureAwait(false) is { } response)
                {
                    response.PollerScalingDecision = Scaling(queue, since);
                    return response;
                }
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.DataLoss)
            {
                // The run was deleted, or cannot be read any more; the item goes with it.
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                queue.Return(item);
                throw;
            }
        }
    }

    /// <summary>Keeps to the queue's limit; false when the poller's time is over before.</summary>
    private async Task<bool> PaceAsync(TaskQueue queue, CancellationToken wait)
    {
        var delay = queue.TakeSlot();
        if (delay <= TimeSpan.Zero)
        {
            return true;
        }

        try
        {
            await Task.Delay(delay, _clock.Inner, wait).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Task<PollActivityTaskQueueResponse?> TakeActivityAsync(
        WorkItem item, PollActivityTaskQueueRequest request) => ChangeAsync(
        item.Namespace,
        item.WorkflowId,
        item.RunId,
        run =>
        {
            var activity = run.State.FindActivity(item.ScheduledEventId);
            if (!IsOpen(run) || activity is not { StartedTime: 0, BackingOff: false, Paused: false }
                || activity.Attempt != item.Attempt)
            {
                return null;
            }

            run.State.StartActivity(
                activity, request.Identity, Guid.NewGuid().ToString(), WorkerVersions.Of(request));
            run.Persistence = Persistence.Always;
            return ActivityTask(run, activity);
        },
        // As with workflow tasks: a lost start is a task given out once more. But whoever asks for one attempt must not
        // get a second one because the first was forgotten.
        isDurable: task => task?.RetryPolicy is { MaximumAttempts: 1 });

    private static PollActivityTaskQueueResponse ActivityTask(LoadedRun run, ActivityState activity)
    {
        var state = run.State.State;
        var scheduled = run.State.Event(activity.ScheduledEventId).ActivityTaskScheduledEventAttributes;
        return new PollActivityTaskQueueResponse
        {
            TaskToken = new TaskToken
            {
                Kind = TaskToken.Types.Kind.Activity,
                Namespace = state.Namespace,
                WorkflowId = state.WorkflowId,
                RunId = state.RunId,
                ScheduledEventId = activity.ScheduledEventId,
                Attempt = activity.Attempt,
                StartedTime = activity.StartedTime,
                ActivityId = activity.ActivityId,
            }.ToByteString(),
            WorkflowNamespace = state.Namespace,
            WorkflowType = new WorkflowType { Name = state.WorkflowType },
            WorkflowExecution = new WorkflowExecution { WorkflowId = state.WorkflowId, RunId = state.RunId },
            ActivityType = scheduled.ActivityType,
            ActivityId = activity.ActivityId,
            Header = scheduled.Header,
            Input = scheduled.Input,
            HeartbeatDetails = activity.HeartbeatDetails,
            ScheduledTime = Ticks.ToTimestamp(activity.FirstScheduledTime),
            CurrentAttemptScheduledTime = Ticks.ToTimestamp(activity.ScheduledTime),
            StartedTime = Ticks.ToTimestamp(activity.StartedTime),
            Attempt = activity.Attempt,
            ScheduleToCloseTimeout = Ticks.DurationMs(activity.ScheduleToCloseMs),
            StartToCloseTimeout = Ticks.DurationMs(activity.StartToCloseMs),
            HeartbeatTimeout = Ticks.DurationMs(activity.HeartbeatMs),
            RetryPolicy = activity.RetryPolicy,
            Priority = scheduled.Priority,
        };
    }

    public Task<bool> CompleteActivityAsync(TaskToken token, Payloads? result, string identity) =>
        ChangeActivityAsync(token, (run, activity) =>
        {
            if (result is not null && result.CalculateSize() > MaximumResultBytes)
            {
                run.State.FailActivity(
                    activity, ServerFailures.Server("Complete result exceeds size limit."), identity);
            }
            else
            {
                run.State.CompleteActivity(activity, result, identity);
            }

            return true;
        });

    public Task<bool> FailActivityAsync(
        TaskToken token, Failure? failure, Payloads? heartbeatDetails, string identity) =>
        ChangeActivityAsync(token, (run, activity) =>
        {
            if (heartbeatDetails is { Payloads_.Count: > 0 })
            {
                activity.HeartbeatDetails = heartbeatDetails;
            }

            RequireStarted(activity);
            failure ??= new Failure();
            if (failure.CalculateSize() > MaximumResultBytes)
            {
                failure = ServerFailures.Server("Failure exceeds size limit.");
            }

            run.State.FailActivity(activity, failure, identity);
            return true;
        });

    /// <summary>
    /// An activity that nobody took can be completed by its id, but it cannot fail or be cancelled so.
    /// </summary>
    private static void RequireStarted(ActivityState activity)
    {
        if (activity.StartedTime == 0)
        {
            throw Errors.NotFound(NoSuchActivity);
        }
    }

    public Task<bool> CancelActivityAsync(TaskToken token, Payloads? details, string identity) =>
        ChangeActivityAsync(token, (run, activity) =>
        {
            RequireStarted(activity);
            if (!activity.CancelRequested)
            {
                throw Errors.InvalidArgument(
                    "unable to record activity canceled: cancellation was not requested for the activity");
            }

            run.State.CancelActivity(activity, details, identity);
            return true;
        });

    public Task<RecordActivityTaskHeartbeatResponse> HeartbeatAsync(
        TaskToken token, Payloads? details, string identity) =>
        ChangeActivityAsync(token, (run, activity) =>
        {
            if (details is not null && details.CalculateSize() > MaximumResultBytes)
            {
                run.State.FailActivity(
                    activity, ServerFailures.Server("Heartbeat details exceed size limit."), identity);
                return new RecordActivityTaskHeartbeatResponse { CancelRequested = true };
            }

            run.State.RecordHeartbeat(activity, details, identity);
            return new RecordActivityTaskHeartbeatResponse
            {
                CancelRequested = activity.CancelRequested,
                ActivityPaused = activity.Paused,
                ActivityReset = activity.Reset,
            };
        });

    private Task<T> ChangeActivityAsync<T>(TaskToken token, Func<LoadedRun, ActivityState, T> change) =>
        ChangeAsync(token.Namespace, token.WorkflowId, token.RunId, run =>
        {
            RequireOpen(run);
            // A token of the "by id" calls names the activity only.
            var byId = token.ScheduledEventId == 0;
            var activity = byId
                ? run.State.FindActivity(token.ActivityId)
                : run.State.FindActivity(token.ScheduledEventId);
            if (activity is null || (!byId && !MutableState.IsCurrentAttempt(activity, token)))
            {
                throw Errors.NotFound(
                    byId
                        ? $"cannot find pending activity with ActivityID {token.ActivityId}, check workflow execution "
                            + "history "
                            + "for more details"
                        : NoSuchActivity);
            }

            run.Persistence = Persistence.Always;
            return change(run, activity);
        });
}
