using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Sdk.V1;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;
using Temporalio.Worker.Replay;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>The end of the outbound chain: it makes commands of what workflow code does.</summary>
internal sealed partial class WorkflowInstance
{
    private LazyMap<uint, TaskCompletionSource> _timers = new();
    private LazyMap<uint, TaskCompletionSource<Resolution>> _activities = new();
    private LazyMap<uint, PendingChild> _children = new();
    private LazyMap<uint, TaskCompletionSource<Failure?>> _externalSignals = new();
    private LazyMap<uint, TaskCompletionSource<Failure?>> _externalCancels = new();

    private uint _timerSeq;
    private uint _activitySeq;
    private uint _childSeq;
    private uint _signalSeq;
    private uint _cancelSeq;

    private static Duration? ToDuration(TimeSpan? span) => span is { } value ? Duration.FromTimeSpan(value) : null;

    private static Header? ToHeader(IDictionary<string, Payload>? headers) =>
        headers is null ? null : new Header { Fields = { headers } };

    private Payloads ToPayloads(IEnumerable<object?> args) =>
        new() { Payloads_ = { args.Select(PayloadConverter.ToPayload) } };

    private UserMetadata? ToMetadata(string? summary, string? details = null) => summary is null && details is null
        ? null
        : new UserMetadata
        {
            Summary = summary is null ? null : PayloadConverter.ToPayload(summary),
            Details = details is null ? null : PayloadConverter.ToPayload(details),
        };

    private Memo? ToMemo(IReadOnlyDictionary<string, object>? memo) => memo is null
        ? null
        : new Memo { Fields = { memo.ToDictionary(m => m.Key, m => PayloadConverter.ToPayload(m.Value)) } };

    private T FromResolution<T>(Resolution resolution)
    {
        if (resolution.Failure is { } failure)
        {
            throw ToException(failure);
        }

        // Without a result type there is nothing to convert, whatever the other side returned.
        return typeof(T) == typeof(ValueTuple)
            ? default!
            : resolution.Result is { } payload
                ? (T)PayloadConverter.ToValue(payload, typeof(T))!
                : throw new InvalidOperationException($"No result present, but {typeof(T)} expected");
    }

    private WorkflowCommand.ContinueAsNew ContinueAsNewCommand(CreateContinueAsNewExceptionInput input)
    {
        var options = input.Options;
        return new(new ContinueAsNewWorkflowExecutionCommandAttributes
        {
            WorkflowType = new WorkflowType { Name = input.Workflow },
            TaskQueue = options?.TaskQueue is { } queue ? new Api.TaskQueue.V1.TaskQueue { Name = queue } : null,
            Input = ToPayloads(input.Args),
            WorkflowRunTimeout = ToDuration(options?.RunTimeout),
            WorkflowTaskTimeout = ToDuration(options?.TaskTimeout),
            BackoffStartInterval = ToDuration(options?.BackoffStartInterval),
            RetryPolicy = options?.RetryPolicy?.ToProto(),
            Memo = ToMemo(options?.Memo),
            SearchAttributes = options?.TypedSearchAttributes?.ToProto(),
            Header = ToHeader(input.Headers),
            InitialVersioningBehavior =
                (ContinueAsNewVersioningBehavior)(options?.InitialVersioningBehavior ?? InitialVersioningBehavior.Unspecified),
        });
    }

    private sealed record PendingChild(
        TaskCompletionSource<ActivationJob.ResolveChildStart> Start, TaskCompletionSource<Resolution> Result);

    private sealed partial class OutboundRoot(WorkflowInstance instance) : WorkflowOutboundInterceptor
    {
        public override ContinueAsNewException CreateContinueAsNewException(CreateContinueAsNewExceptionInput input) =>
            new(input);

        public override Task DelayAsync(DelayAsyncInput input)
        {
            instance.AssertNotReadOnly("wait or schedule workflow work");
            var delay = input.Delay;
            if (delay < TimeSpan.Zero && delay != Timeout.InfiniteTimeSpan)
            {
                throw new ArgumentException("Delay duration cannot be less than 0");
            }

            var token = input.CancellationToken ?? instance.CancellationToken;
            if (token.IsCancellationRequested)
            {
                return Task.FromCanceled(token);
            }

            var source = new TaskCompletionSource();
            var seq = 0U;
            if (delay != Timeout.InfiniteTimeSpan)
            {
                seq = ++instance._timerSeq;
                instance._timers[seq] = source;
                // The server has no timer of no time.
                var duration = delay == TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : delay;
                instance.AddCommand(new WorkflowCommand.StartTimer(seq, duration, instance.ToMetadata(input.Summary)));
            }

            return instance.QueueNewTaskAsync(async () =>
            {
                using (token.Register(() =>
                {
                    if (source.TrySetCanceled(token) && seq > 0 && instance._timers.Remove(seq))
                    {
                        instance.AddCommand(new WorkflowCommand.CancelTimer(seq));
                    }
                }))
                {
                    await source.Task.ConfigureAwait(true);
                }
            });
        }
    }
}
