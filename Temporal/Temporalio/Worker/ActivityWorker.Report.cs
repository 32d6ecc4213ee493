using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Replay;

namespace Temporalio.Worker;

/// <summary>Reports how an activity ended.</summary>
internal sealed partial class ActivityWorker
{
    private async Task ReportAsync(
        PollActivityTaskQueueResponse task,
        RunningActivity running,
        ActivityHeartbeats heartbeats,
        ActivityOutcome outcome)
    {
        if (outcome is ActivityOutcome.WillCompleteAsync)
        {
            return;
        }

        var converter = running.Info.DataConverter;
        if (outcome is ActivityOutcome.Failed or ActivityOutcome.Canceled)
        {
            // The next attempt may want the last details; after a success nobody does.
            await heartbeats.FlushAsync().ConfigureAwait(false);
            if (running.CancelReason == ActivityCancelReason.GoneFromServer)
            {
                return;
            }
        }

        try
        {
            switch (outcome)
            {
                case ActivityOutcome.Completed completed:
                    await CompleteAsync(task, completed.Result, converter).ConfigureAwait(false);
                    break;
                case ActivityOutcome.Canceled:
                    await _context.Service.RespondActivityTaskCanceledAsync(
                        new RespondActivityTaskCanceledRequest
                        {
                            Namespace = _context.Namespace,
                            TaskToken = task.TaskToken,
                            Identity = _context.Identity,
                            DeploymentOptions = _context.Deployment,
#pragma warning disable CS0612 // The old way of versioning.
                WorkerVersion = _context.VersionStamp,
#pragma warning restore CS0612
                        },
                        Retried).ConfigureAwait(false);
                    break;
                case ActivityOutcome.Failed failed:
                    await FailAsync(task, await ToFailureAsync(failed.Exception, converter).ConfigureAwait(false))
                        .ConfigureAwait(false);
                    break;
            }
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            // Timed out, cancelled or completed by somebody else meanwhile.
            _context.Logger.LogDebug(
                e, "Activity {ActivityType} with ID {ActivityId} is gone", running.Info.ActivityType, running.Info.ActivityId);
        }
    }

    private async Task CompleteAsync(PollActivityTaskQueueResponse task, object? result, DataConverter converter)
    {
        Payload payload;
        try
        {
            payload = await converter.ToPayloadAsync(result).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await FailAsync(task, await ToFailureAsync(
                new ApplicationFailureException("Failed encoding result", e), converter).ConfigureAwait(false))
                .ConfigureAwait(false);
            return;
        }

        await _context.Service.RespondActivityTaskCompletedAsync(
            new RespondActivityTaskCompletedRequest
            {
                Namespace = _context.Namespace,
                TaskToken = task.TaskToken,
                Identity = _context.Identity,
                Result = new Payloads { Payloads_ = { payload } },
                DeploymentOptions = _context.Deployment,
#pragma warning disable CS0612 // The old way of versioning.
                WorkerVersion = _context.VersionStamp,
#pragma warning restore CS0612
            },
            Retried).ConfigureAwait(false);
    }

    private Task<RespondActivityTaskFailedResponse> FailAsync(PollActivityTaskQueueResponse task, Failure failure) =>
        _context.Service.RespondActivityTaskFailedAsync(
            new RespondActivityTaskFailedRequest
            {
                Namespace = _context.Namespace,
                TaskToken = task.TaskToken,
                Identity = _context.Identity,
                Failure = failure,
                DeploymentOptions = _context.Deployment,
#pragma warning disable CS0612 // The old way of versioning.
                WorkerVersion = _context.VersionStamp,
#pragma warning restore CS0612
            },
            Retried);

    private static async Task<Failure> ToFailureAsync(Exception exception, DataConverter converter)
    {
        try
        {
            return await converter.ToFailureAsync(exception).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return FailureMaker.Application($"Failed converting failure: {e.Message}; it was: {exception.Message}");
        }
    }
}
