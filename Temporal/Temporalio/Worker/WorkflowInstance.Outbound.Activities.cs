using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;
using Temporalio.Worker.Replay;

namespace Temporalio.Worker;

/// <content>Activities.</content>
internal sealed partial class WorkflowInstance
{
    private sealed partial class OutboundRoot
    {
        public override Task<TResult> ScheduleActivityAsync<TResult>(ScheduleActivityInput input)
        {
            var options = input.Options;
            if (options.StartToCloseTimeout is null && options.ScheduleToCloseTimeout is null)
            {
                throw new ArgumentException("Activity options must have StartToCloseTimeout or ScheduleToCloseTimeout");
            }

            var token = options.CancellationToken ?? instance.CancellationToken;
            if (token.IsCancellationRequested)
            {
                return Task.FromException<TResult>(new CanceledFailureException("Activity cancelled before scheduled"));
            }

            var seq = ++instance._activitySeq;
            var source = new TaskCompletionSource<Resolution>();
            var queue = options.TaskQueue ?? instance.Info.TaskQueue;
            instance.AddCommand(new WorkflowCommand.ScheduleActivity(
                seq,
                new ScheduleActivityTaskCommandAttributes
                {
                    ActivityId = options.ActivityId ?? seq.ToString(),
                    ActivityType = new ActivityType { Name = input.Activity },
                    TaskQueue = new Api.TaskQueue.V1.TaskQueue { Name = queue },
                    Header = ToHeader(input.Headers),
                    Input = instance.ToPayloads(input.Args),
                    ScheduleToCloseTimeout = ToDuration(options.ScheduleToCloseTimeout),
                    ScheduleToStartTimeout = ToDuration(options.ScheduleToStartTimeout),
                    StartToCloseTimeout = ToDuration(options.StartToCloseTimeout),
                    HeartbeatTimeout = ToDuration(options.HeartbeatTimeout),
                    RetryPolicy = options.RetryPolicy?.ToProto(),
                    // Whether it happens is the worker's decision when the task is completed.
                    RequestEagerExecution = queue == instance.Info.TaskQueue
                        && !options.DisableEagerActivityExecution && !instance._details.DisableEagerActivityExecution,
                    Priority = options.Priority?.ToProto(),
                },
                options.CancellationType,
                instance.ToMetadata(options.Summary)));
            instance._activities[seq] = source;
            return instance.QueueNewTaskAsync(async () =>
            {
                using (token.Register(() =>
                {
                    if (instance._activities.ContainsKey(seq))
                    {
                        instance.AddCommand(new WorkflowCommand.CancelActivity(seq));
                    }
                }))
                {
                    return instance.FromResolution<TResult>(await source.Task.ConfigureAwait(true));
                }
            });
        }

        public override Task<TResult> ScheduleLocalActivityAsync<TResult>(ScheduleLocalActivityInput input)
        {
            var options = input.Options;
            if (options.StartToCloseTimeout is null && options.ScheduleToCloseTimeout is null)
            {
                throw new ArgumentException("Activity options must have StartToCloseTimeout or ScheduleToCloseTimeout");
            }

            instance._details.CheckLocalActivity?.Invoke(input.Activity);
            return RunLocalAsync<TResult>(input, null, null);
        }

        private Task<TResult> RunLocalAsync<TResult>(
            ScheduleLocalActivityInput input, LocalBackoff? backoff, string? activityId)
        {
            var options = input.Options;
            var token = options.CancellationToken ?? instance.CancellationToken;
            if (token.IsCancellationRequested)
            {
                return Task.FromException<TResult>(new CanceledFailureException("Activity cancelled before scheduled"));
            }

            var seq = ++instance._activitySeq;
            activityId ??= options.ActivityId ?? seq.ToString();
            var source = new TaskCompletionSource<Resolution>();
            instance.AddCommand(new WorkflowCommand.ScheduleLocalActivity(new LocalActivityRequest
            {
                Seq = seq,
                ActivityId = activityId,
                ActivityType = input.Activity,
                Attempt = backoff?.Attempt ?? 1,
                Args = instance.ToPayloads(input.Args).Payloads_,
                Headers = input.Headers?.ToDictionary(h => h.Key, h => h.Value.Clone()),
                ScheduleToCloseTimeout = options.ScheduleToCloseTimeout,
                ScheduleToStartTimeout = options.ScheduleToStartTimeout,
                StartToCloseTimeout = options.StartToCloseTimeout,
                RetryPolicy = options.RetryPolicy,
                LocalRetryThreshold = options.LocalRetryThreshold ?? TimeSpan.FromMinutes(1),
                CancellationType = options.CancellationType,
                OriginalScheduleTime = backoff?.OriginalScheduleTime,
                Metadata = instance.ToMetadata(options.Summary),
            }));
            instance._activities[seq] = source;
            return instance.QueueNewTaskAsync(async () =>
            {
                Resolution resolution;
                using (token.Register(() =>
                {
                    if (instance._activities.ContainsKey(seq))
                    {
                        instance.AddCommand(new WorkflowCommand.CancelLocalActivity(seq));
                    }
                }))
                {
                    resolution = await source.Task.ConfigureAwait(true);
                }

                if (resolution.Backoff is not { } next)
                {
                    return instance.FromResolution<TResult>(resolution);
                }

                await Workflows.Workflow.DelayWithOptionsAsync(
                    new(next.Duration, "LocalActivityBackoff", token)).ConfigureAwait(true);
                return await RunLocalAsync<TResult>(input, next, activityId).ConfigureAwait(true);
            });
        }
    }
}
