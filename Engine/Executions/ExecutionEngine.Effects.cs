using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Matching;
using OpsFlow.Engine.Services;
using OpsFlow.Engine.Timing;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Executions;

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
            if (effect.Kind == EffectKind.UpdateAccepted
                && effects.Exists(e => e.Kind == EffectKind.UpdateCompleted && e.Id == effect.Id))
            {
                // The outcome came with it, and who waits for the acceptance is glad of that too.
                continue;
            }

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
                wait.Fail(Errors.NotFound(Errors.UpdateAborted));
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
                        state.Namespace, state.WorkflowId, state.RunId, effect.EventId, activity.Attempt,
                        Version: VersionOf(run)));
            default:
                return new EffectAction(reference, effect);
        }
    }

    private static string? VersionOf(MutableState run) =>
        run.PinnedVersion is { } version ? WorkerVersions.Text(version) : null;

    /// <summary>
    /// False when the routing has moved the workflow to another version than the one that has it in its cache.
    /// </summary>
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

    private static async Task IgnoreMissingAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
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
