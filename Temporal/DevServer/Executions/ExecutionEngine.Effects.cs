using Google.Protobuf.Collections;
using Temporal.DevServer.Histories;
using Temporal.DevServer.Matching;
using Temporal.DevServer.Services;
using Temporal.DevServer.Timing;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using UnaryGrpc;

namespace Temporal.DevServer.Executions;

/// <summary>
/// What follows from a transition once it is on disk. Each effect can be repeated: the run remembers that it is owed
/// until its result is recorded, and the other side knows the request by its id.
/// </summary>
internal sealed partial class ExecutionEngine
{
    private List<EffectAction>? Actions(LoadedRun run)
    {
        var effects = run.State.Effects;
        if (effects.Count == 0)
        {
            return null;
        }

        var actions = new List<EffectAction>(effects.Count);
        foreach (var effect in effects)
        {
            var action = CreateAction(run.Ref, run.State, effect);
            if (effect.Kind is EffectKind.UpdateAccepted or EffectKind.UpdateCompleted)
            {
                if (!run.UpdateWaits.TryGetValue(effect.Id!, out var wait))
                {
                    continue;
                }

                action = action with { Wait = wait };
                if (effect.Kind == EffectKind.UpdateCompleted)
                {
                    run.UpdateWaits.Remove(effect.Id!);
                }
            }
            else if (effect.Kind == EffectKind.Closed)
            {
                AbandonUpdates(run);
            }

            actions.Add(action);
        }

        effects.Clear();
        return actions;
    }

    /// <summary>Updates that nobody accepted do not outlive the run.</summary>
    private static void AbandonUpdates(LoadedRun run)
    {
        foreach (var id in run.State.Admitted.Keys)
        {
            if (run.UpdateWaits.Remove(id, out var wait))
            {
                wait.Fail(Errors.NotFound(Errors.AlreadyCompleted));
            }
        }

        run.State.Admitted.Clear();
    }

    private EffectAction CreateAction(RunRef reference, MutableState run, Effect effect, bool toAnyWorker = false)
    {
        var state = run.State;
        switch (effect.Kind)
        {
            case EffectKind.WorkflowTask:
                var item = new WorkItem(
                    state.Namespace, state.WorkflowId, state.RunId, effect.EventId, Version: VersionOf(run));
                var sticky = !toAnyWorker && state.WorkflowTask is { Sticky: true };
                if (sticky && !IsForItsLastWorker(state, item))
                {
                    run.UnstickPendingTask();
                    sticky = false;
                }

                return new EffectAction(
                    reference,
                    effect,
                    _queues.Workflow(state.Namespace, sticky ? state.StickyQueue : state.TaskQueue),
                    sticky,
                    // A queue of one worker's own has no lanes.
                    sticky ? item with { Version = "" } : item);
            case EffectKind.Activity when state.Activities.TryGetValue(effect.EventId, out var activity):
                return new EffectAction(
                    reference,
                    effect,
                    _queues.Activity(state.Namespace, activity.TaskQueue),
                    false,
                    new WorkItem(
                        state.Namespace, state.WorkflowId, state.RunId, effect.EventId, activity.Attempt, Version: VersionOf(run)));
            default:
                return new EffectAction(reference, effect);
        }
    }

    private static string? VersionOf(MutableState run) =>
        run.PinnedVersion is { } version ? WorkerVersions.Text(version) : null;

    /// <summary>False when the routing has moved the workflow to another version than the one that has it in its cache.</summary>
    private bool IsForItsLastWorker(RunState state, WorkItem item) =>
        state.Versioning?.DeploymentVersion is not { } last
        || _queues.Route(state.Namespace, state.TaskQueue, false, item) == WorkerVersions.Text(last);

    private void CarryOut(EffectAction action)
    {
        switch (action.Effect.Kind)
        {
            case EffectKind.WorkflowTask:
                if (action.IsSticky && !action.Queue!.HasLivePoller)
                {
                    RunEffect(() => UnstickAsync(action.Item!));
                }
                else
                {
                    action.Queue!.Add(action.Item!);
                }

                break;
            case EffectKind.Activity:
                action.Queue?.Add(action.Item!);
                break;
            case EffectKind.UpdateAccepted:
                action.Wait!.Accepted.TrySetResult(null);
                break;
            case EffectKind.UpdateCompleted:
                action.Wait!.Complete(action.Effect.Data!);
                break;
            case EffectKind.StartChild:
                RunEffect(() => StartChildAsync(action.Run, action.Effect.EventId));
                break;
            case EffectKind.SignalExternal:
                RunEffect(() => SignalExternalAsync(action.Run, action.Effect.EventId));
                break;
            case EffectKind.CancelExternal:
                RunEffect(() => CancelExternalAsync(action.Run, action.Effect.EventId));
                break;
            case EffectKind.Closed:
                RunEffect(() => CloseAsync(action.Run));
                break;
        }
    }

    /// <summary>If the run is deleted before its turn, nobody is left who owes or is owed.</summary>
    private void RunEffect(Func<Task> work) => RunUntilStored(() => IgnoreMissingAsync(work));

    /// <summary>The worker that has the workflow in its cache is gone: any worker may have the task.</summary>
    private Task<bool> UnstickAsync(WorkItem item) => ChangeAsync(
        item.Namespace,
        item.WorkflowId,
        item.RunId,
        run =>
        {
            if (run.State.State.WorkflowTask is { StartedEventId: 0 } task
                && task.ScheduledEventId == item.ScheduledEventId)
            {
                run.State.UnstickPendingTask();
                run.State.Effects.Add(new Effect(EffectKind.WorkflowTask, task.ScheduledEventId));
                run.Persistence = Persistence.Memory;
            }

            return true;
        });

    private async Task StartChildAsync(RunRef parent, long initiatedEventId)
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
        catch (GrpcException e) when (e.StatusCode == GrpcStatusCode.AlreadyExists)
        {
            cause = StartChildWorkflowExecutionFailedCause.WorkflowAlreadyExists;
        }
        catch (GrpcException e) when (e.StatusCode == GrpcStatusCode.NotFound)
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

    private async Task SignalExternalAsync(RunRef source, long initiatedEventId)
    {
        var owed = await ReadAsync(source.Namespace, source.WorkflowId, source.RunId, run =>
            run.State.State.ExternalSignals.TryGetValue(initiatedEventId, out var request)
                ? (run.State.Event(initiatedEventId).SignalExternalWorkflowExecutionInitiatedEventAttributes, request.RequestId)
                : ((SignalExternalWorkflowExecutionInitiatedEventAttributes, string)?)null).ConfigureAwait(false);
        if (owed is not var (attributes, requestId))
        {
            return;
        }

        SignalExternalWorkflowExecutionFailedCause? cause = null;
        try
        {
            var sender = new WorkflowExecution { WorkflowId = source.WorkflowId, RunId = source.RunId };
            var target = attributes.WorkflowExecution;
            await ChangeAsync(
                MutableState.NamespaceOf(attributes.Namespace, source.Namespace), target.WorkflowId, target.RunId, run =>
            {
                RequireOpen(run);
                RequireChild(run, attributes.ChildWorkflowOnly, source);
                run.State.Signal(
                    attributes.SignalName, attributes.Input, attributes.Header, "history-service", requestId, sender);
                return true;
            }).ConfigureAwait(false);
        }
        catch (GrpcException e) when (e.StatusCode is GrpcStatusCode.NotFound or GrpcStatusCode.InvalidArgument)
        {
            cause = SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound;
        }

        await ChangeAsync(source.Namespace, source.WorkflowId, source.RunId, run =>
        {
            run.State.ExternalSignalDone(initiatedEventId, cause);
            run.Persistence = Persistence.Always;
            return true;
        }).ConfigureAwait(false);
    }

    private async Task CancelExternalAsync(RunRef source, long initiatedEventId)
    {
        var owed = await ReadAsync(source.Namespace, source.WorkflowId, source.RunId, run =>
            run.State.State.ExternalCancels.TryGetValue(initiatedEventId, out var request)
                ? (run.State.Event(initiatedEventId).RequestCancelExternalWorkflowExecutionInitiatedEventAttributes, request.RequestId)
                : ((RequestCancelExternalWorkflowExecutionInitiatedEventAttributes, string)?)null).ConfigureAwait(false);
        if (owed is not var (attributes, requestId))
        {
            return;
        }

        CancelExternalWorkflowExecutionFailedCause? cause = null;
        try
        {
            var sender = new WorkflowExecution { WorkflowId = source.WorkflowId, RunId = source.RunId };
            var target = attributes.WorkflowExecution;
            await ChangeAsync(
                MutableState.NamespaceOf(attributes.Namespace, source.Namespace), target.WorkflowId, target.RunId, run =>
            {
                RequireChild(run, attributes.ChildWorkflowOnly, source);
                if (IsOpen(run))
                {
                    run.State.RequestCancel(
                        attributes.Reason, "history-service", requestId, sender, initiatedEventId);
                    run.Persistence = Persistence.Always;
                }

                return true;
            }).ConfigureAwait(false);
        }
        catch (GrpcException e) when (e.StatusCode is GrpcStatusCode.NotFound or GrpcStatusCode.InvalidArgument)
        {
            cause = CancelExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound;
        }

        await ChangeAsync(source.Namespace, source.WorkflowId, source.RunId, run =>
        {
            run.State.ExternalCancelDone(initiatedEventId, cause);
            run.Persistence = Persistence.Always;
            return true;
        }).ConfigureAwait(false);
    }

    private static void RequireChild(LoadedRun run, bool required, RunRef source)
    {
        if (required && run.State.State.Parent?.WorkflowId != source.WorkflowId)
        {
            throw Errors.NotFound("the workflow is not a child of the sender");
        }
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
        if (child.ParentClosePolicy == ParentClosePolicy.Abandon || child.RunId.Length == 0)
        {
            return Task.CompletedTask;
        }

        return ChangeAsync(child.Namespace, child.WorkflowId, null, run =>
        {
            if (!IsOpen(run) || (run.State.State.FirstRunId != child.RunId && run.State.State.RunId != child.RunId))
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

    private static async Task IgnoreMissingAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (GrpcException e) when (e.StatusCode == GrpcStatusCode.NotFound)
        {
            // Deleted: nobody is left to be told.
        }
    }

    public static void RequireOpen(LoadedRun run)
    {
        if (!IsOpen(run))
        {
            throw Errors.NotFound(Errors.AlreadyCompleted);
        }
    }
}
