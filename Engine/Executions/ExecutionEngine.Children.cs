using System.Collections.Concurrent;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Services;
using OpsFlow.Engine.Timing;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Executions;

/// <summary>Children: their start, the news of their end, and what becomes of them when their parent closes.</summary>
internal sealed partial class ExecutionEngine
{
    /// <summary>Starts in hand, by the parent's run and the event that asked for it.</summary>
    private readonly ConcurrentDictionary<(long Run, long InitiatedEventId), Task> _childStarts = new();

    private async Task StartChildAsync(RunRef parent, long initiatedEventId)
    {
        var start = (parent.Key, initiatedEventId);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Before the parent is looked at: when it closes after that, it knows that a child may come.
        _childStarts[start] = done.Task;
        try
        {
            await StartOwedChildAsync(parent, initiatedEventId).ConfigureAwait(false);
        }
        finally
        {
            _childStarts.TryRemove(start, out _);
            done.SetResult();
        }
    }

    private async Task StartOwedChildAsync(RunRef parent, long initiatedEventId)
    {
        var input = await ReadAsync(parent.Namespace, parent.WorkflowId, parent.RunId, run =>
        {
            if (!run.State.State.Children.TryGetValue(initiatedEventId, out var child)
                || child.RunId.Length > 0
                || (!IsOpen(run) && child.ParentClosePolicy != ParentClosePolicy.Abandon))
            {
                return ((StartInput, WorkflowIdReusePolicy)?)null;
            }

            return ChildInput(run.State, child, _namespaces.Find(run.Ref.Namespace)?.Id ?? "");
        }).ConfigureAwait(false);
        if (input is not var (start, reuse))
        {
            return;
        }

        string? runId = null;
        StartChildWorkflowExecutionFailedCause cause = default;
        try
        {
            var started = await StartAsync(start, reuse, WorkflowIdConflictPolicy.Fail).ConfigureAwait(false);
            runId = started.RunId;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            cause = StartChildWorkflowExecutionFailedCause.WorkflowAlreadyExists;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            cause = StartChildWorkflowExecutionFailedCause.NamespaceNotFound;
        }

        await ChangeAsync(parent.Namespace, parent.WorkflowId, parent.RunId, run =>
        {
            if (run.State.State.Children.TryGetValue(initiatedEventId, out var child) && child.RunId.Length == 0)
            {
                if (runId is null)
                {
                    run.State.ChildStartFailed(child, cause);
                }
                else if (IsOpen(run))
                {
                    run.State.ChildStarted(child, runId);
                }

                run.Persistence = Persistence.Always;
            }

            return true;
        }).ConfigureAwait(false);
    }

    private static (StartInput, WorkflowIdReusePolicy) ChildInput(
        MutableState parent, ChildState child, string parentNamespaceId)
    {
        var initiated = parent.Event(child.InitiatedEventId);
        var attributes = initiated.StartChildWorkflowExecutionInitiatedEventAttributes;
        var state = parent.State;
        return (new StartInput
        {
            Namespace = child.Namespace,
            WorkflowId = child.WorkflowId,
            RunId = Guid.CreateVersion7().ToString(),
            RequestId = child.RequestId,
            WorkflowType = attributes.WorkflowType.Name,
            TaskQueue = attributes.TaskQueue.Name,
            Input = attributes.Input,
            Header = attributes.Header,
            ExecutionTimeoutMs = Ticks.Ms(attributes.WorkflowExecutionTimeout),
            RunTimeoutMs = Ticks.Ms(attributes.WorkflowRunTimeout),
            HasExecutionTimeout = attributes.WorkflowExecutionTimeout is not null,
            HasRunTimeout = attributes.WorkflowRunTimeout is not null,
            TaskTimeoutMs = Ticks.Ms(attributes.WorkflowTaskTimeout),
            RetryPolicy = attributes.RetryPolicy,
            CronSchedule = attributes.CronSchedule,
            Memo = attributes.Memo,
            SearchAttributes = attributes.SearchAttributes,
            UserMetadata = initiated.UserMetadata,
            Priority = attributes.Priority,
            ParentNamespace = state.Namespace,
            ParentNamespaceId = parentNamespaceId,
            Parent = new WorkflowExecution { WorkflowId = state.WorkflowId, RunId = state.RunId },
            ParentInitiatedEventId = child.InitiatedEventId,
            Root = state.Root,
            InheritedPinnedVersion = parent.VersionToInherit(attributes.TaskQueue.Name),
            VersioningOverride = state.Versioning?.VersioningOverride,
        }, attributes.WorkflowIdReusePolicy);
    }

    /// <summary>Tells the parent, then deals with the children as their policies say.</summary>
    private async Task CloseAsync(RunRef reference)
    {
        var work = await ReadAsync(reference.Namespace, reference.WorkflowId, reference.RunId, run =>
        {
            var state = run.State.State;
            DispatchQueriesDirectly(run);
            return !state.CloseWorkPending
                ? null
                : new
                {
                    state.Parent,
                    state.ParentNamespace,
                    state.ParentInitiatedEventId,
                    Notify = state.Parent is not null && state.NextRunId.Length == 0,
                    CloseEvent = run.State.Event(state.CloseEventId),
                    Children = state.Children.Values.ToArray(),
                };
        }).ConfigureAwait(false);
        if (work is null)
        {
            return;
        }

        if (work.Notify)
        {
            await IgnoreMissingAsync(() => NotifyParentAsync(
                work.ParentNamespace, work.Parent!.WorkflowId, work.Parent.RunId, parent =>
                {
                    if (parent.State.State.Children.TryGetValue(work.ParentInitiatedEventId, out var child)
                        && child.WorkflowId == reference.WorkflowId)
                    {
                        if (child.RunId.Length == 0)
                        {
                            parent.State.ChildStarted(child, reference.RunId);
                        }

                        parent.State.ChildClosed(child, work.CloseEvent);
                        parent.Persistence = Persistence.Always;
                    }

                    return true;
                })).ConfigureAwait(false);
        }

        foreach (var child in work.Children)
        {
            if (_childStarts.TryGetValue((reference.Key, child.InitiatedEventId), out var start))
            {
                await start.ConfigureAwait(false);
            }

            await IgnoreMissingAsync(() => ApplyParentClosePolicyAsync(reference, child)).ConfigureAwait(false);
        }

        await IgnoreMissingAsync(() => ChangeAsync(
            reference.Namespace, reference.WorkflowId, reference.RunId, run =>
            {
                run.State.State.CloseWorkPending = false;
                run.State.State.Children.Clear();
                run.Persistence = Persistence.Always;
                return true;
            })).ConfigureAwait(false);
    }

    /// <summary>Changes the parent's run, or the one that a reset put into its place.</summary>
    private async Task NotifyParentAsync(
        string namespaceName, string workflowId, string runId, Func<LoadedRun, bool> change)
    {
        while (runId.Length > 0)
        {
            runId = await ChangeAsync(namespaceName, workflowId, runId, parent =>
            {
                if (!IsOpen(parent))
                {
                    return parent.State.State.ResetRunId;
                }

                change(parent);
                return "";
            }).ConfigureAwait(false);
        }
    }

    private Task ApplyParentClosePolicyAsync(RunRef parent, ChildState child)
    {
        if (child.ParentClosePolicy == ParentClosePolicy.Abandon)
        {
            return Task.CompletedTask;
        }

        return ChangeAsync(child.Namespace, child.WorkflowId, null, run =>
        {
            if (!IsOpen(run) || !IsRunOf(child, run.State.State, parent))
            {
                return false;
            }

            if (child.ParentClosePolicy == ParentClosePolicy.RequestCancel)
            {
                run.State.RequestCancel(
                    "by parent close policy",
                    "history-service",
                    "",
                    new WorkflowExecution { WorkflowId = parent.WorkflowId, RunId = parent.RunId },
                    child.InitiatedEventId);
                run.Persistence = Persistence.Always;
            }
            else
            {
                run.State.Terminate("by parent close policy", null, "history-service");
            }

            return true;
        });
    }

    /// <summary>Whether a run is the child's, or one that took its place.</summary>
    private static bool IsRunOf(ChildState child, RunState run, RunRef parent) => child.RunId.Length > 0
        ? run.FirstRunId == child.RunId || run.RunId == child.RunId
        // The parent closed before it was told that the child had started.
        : run.Parent?.RunId == parent.RunId && run.ParentInitiatedEventId == child.InitiatedEventId;
}
