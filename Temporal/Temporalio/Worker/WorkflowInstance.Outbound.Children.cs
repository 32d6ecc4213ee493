using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;
using Temporalio.Worker.Replay;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <content>Child and other workflows.</content>
internal sealed partial class WorkflowInstance
{
    private sealed partial class OutboundRoot
    {
        public override Task<ChildWorkflowHandle<TWorkflow, TResult>> StartChildWorkflowAsync<TWorkflow, TResult>(
            StartChildWorkflowInput input)
        {
            var options = input.Options;
            var token = options.CancellationToken ?? instance.CancellationToken;
            if (token.IsCancellationRequested)
            {
                return Task.FromException<ChildWorkflowHandle<TWorkflow, TResult>>(
                    new CanceledFailureException("Child cancelled before scheduled"));
            }

            var seq = ++instance._childSeq;
            var id = options.Id ?? Workflow.NewGuid().ToString();
            instance.AddCommand(new WorkflowCommand.StartChild(
                seq,
                new StartChildWorkflowExecutionCommandAttributes
                {
                    WorkflowId = id,
                    WorkflowType = new WorkflowType { Name = input.Workflow },
                    TaskQueue = new Api.TaskQueue.V1.TaskQueue { Name = options.TaskQueue ?? instance.Info.TaskQueue },
                    Input = instance.ToPayloads(input.Args),
                    WorkflowExecutionTimeout = ToDuration(options.ExecutionTimeout),
                    WorkflowRunTimeout = ToDuration(options.RunTimeout),
                    WorkflowTaskTimeout = ToDuration(options.TaskTimeout),
                    ParentClosePolicy = (Api.Enums.V1.ParentClosePolicy)options.ParentClosePolicy,
                    WorkflowIdReusePolicy = options.IdReusePolicy,
                    RetryPolicy = options.RetryPolicy?.ToProto(),
                    CronSchedule = options.CronSchedule ?? "",
                    Header = ToHeader(input.Headers),
                    Memo = instance.ToMemo(options.Memo),
                    SearchAttributes = options.TypedSearchAttributes?.ToProto(),
                    Priority = options.Priority?.ToProto(),
                },
                options.CancellationType,
                instance.ToMetadata(options.StaticSummary, options.StaticDetails)));
            var pending = new PendingChild(new(), new());
            instance._children[seq] = pending;
            var handleSource = new TaskCompletionSource<ChildWorkflowHandle<TWorkflow, TResult>>();
            _ = instance.QueueNewTaskAsync(() => FollowChildAsync(seq, id, input.Workflow, pending, handleSource, token));
            return handleSource.Task;
        }

        public override Task SignalChildWorkflowAsync(SignalChildWorkflowInput input) => SignalAsync(
            new WorkflowExecution { WorkflowId = input.Id },
            childOnly: true,
            input.Signal,
            input.Args,
            input.Headers,
            input.Options?.CancellationToken);

        public override Task SignalExternalWorkflowAsync(SignalExternalWorkflowInput input) => SignalAsync(
            new WorkflowExecution { WorkflowId = input.Id, RunId = input.RunId ?? "" },
            childOnly: false,
            input.Signal,
            input.Args,
            input.Headers,
            input.Options?.CancellationToken);

        public override Task CancelExternalWorkflowAsync(CancelExternalWorkflowInput input)
        {
            var seq = ++instance._cancelSeq;
            var source = new TaskCompletionSource<Failure?>();
            instance._externalCancels[seq] = source;
            instance.AddCommand(new WorkflowCommand.CancelExternal(
                seq,
                new RequestCancelExternalWorkflowExecutionCommandAttributes
                {
                    WorkflowId = input.Id,
                    RunId = input.RunId ?? "",
                }));
            return instance.QueueNewTaskAsync(async () =>
            {
                if (await source.Task.ConfigureAwait(true) is { } failure)
                {
                    throw instance.ToException(failure);
                }
            });
        }

        private async Task FollowChildAsync<TWorkflow, TResult>(
            uint seq,
            string id,
            string type,
            PendingChild pending,
            TaskCompletionSource<ChildWorkflowHandle<TWorkflow, TResult>> handleSource,
            CancellationToken token)
        {
            using (token.Register(() =>
            {
                if (instance._children.ContainsKey(seq))
                {
                    instance.AddCommand(new WorkflowCommand.CancelChild(seq, "Parent workflow requested cancel"));
                }
            }))
            {
                var start = await pending.Start.Task.ConfigureAwait(true);
                if (start.RunId is null)
                {
                    handleSource.SetException(StartException(start, id, type));
                    return;
                }

                var handle = new ChildHandle<TWorkflow, TResult>(instance, id, start.RunId);
                handleSource.SetResult(handle);
                handle.Completion.SetResult(await pending.Result.Task.ConfigureAwait(true));
            }
        }

        private Exception StartException(ActivationJob.ResolveChildStart start, string id, string type) =>
            start.Cancelled is { } cancelled
                ? instance.ToException(cancelled)
                : start.FailedCause == StartChildWorkflowExecutionFailedCause.WorkflowAlreadyExists
                    ? new WorkflowAlreadyStartedException(
                        "Child workflow already started", id, type, "<unknown>")
                    : new InvalidOperationException($"Unknown child start failed cause: {start.FailedCause}");

        private Task SignalAsync(
            WorkflowExecution execution,
            bool childOnly,
            string signal,
            IReadOnlyCollection<object?> args,
            IDictionary<string, Payload>? headers,
            CancellationToken? cancellationToken)
        {
            var token = cancellationToken ?? instance.CancellationToken;
            if (token.IsCancellationRequested)
            {
                return Task.FromException(new CanceledFailureException("Signal cancelled before scheduled"));
            }

            var seq = ++instance._signalSeq;
            var source = new TaskCompletionSource<Failure?>();
            instance._externalSignals[seq] = source;
            instance.AddCommand(new WorkflowCommand.SignalExternal(
                seq,
                new SignalExternalWorkflowExecutionCommandAttributes
                {
                    Execution = execution,
                    SignalName = signal,
                    Input = instance.ToPayloads(args),
                    ChildWorkflowOnly = childOnly,
                    Header = ToHeader(headers),
                }));
            return instance.QueueNewTaskAsync(async () =>
            {
                using (token.Register(() =>
                {
                    if (instance._externalSignals.ContainsKey(seq))
                    {
                        instance.AddCommand(new WorkflowCommand.CancelSignal(seq));
                    }
                }))
                {
                    if (await source.Task.ConfigureAwait(true) is { } failure)
                    {
                        throw instance.ToException(failure);
                    }
                }
            });
        }
    }

    private sealed class ChildHandle<TWorkflow, TResult>(WorkflowInstance instance, string id, string runId)
        : ChildWorkflowHandle<TWorkflow, TResult>
    {
        public override string Id => id;

        public override string FirstExecutionRunId => runId;

        public TaskCompletionSource<Resolution> Completion { get; } = new();

        public override async Task<T> GetResultAsync<T>() =>
            instance.FromResolution<T>(await Completion.Task.ConfigureAwait(true));

        public override Task SignalAsync(
            string signal, IReadOnlyCollection<object?> args, ChildWorkflowSignalOptions? options = null) =>
            instance.Outbound.SignalChildWorkflowAsync(new(id, signal, args, options, null));
    }

    private sealed class ExternalHandle<TWorkflow>(WorkflowInstance instance, string id, string? runId)
        : ExternalWorkflowHandle<TWorkflow>
    {
        public override string Id => id;

        public override string? RunId => runId;

        public override Task SignalAsync(
            string signal, IReadOnlyCollection<object?> args, ExternalWorkflowSignalOptions? options = null) =>
            instance.Outbound.SignalExternalWorkflowAsync(new(id, runId, signal, args, options, null));

        public override Task CancelAsync() => instance.Outbound.CancelExternalWorkflowAsync(new(id, runId));
    }
}
