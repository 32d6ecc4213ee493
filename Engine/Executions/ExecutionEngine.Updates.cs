using Grpc.Core;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Services;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Executions;

/// <summary>Updates, from the caller's side.</summary>
internal sealed partial class ExecutionEngine
{
    private const int MaximumUpdatesInFlight = 10;
    private const int MaximumUpdates = 2000;

    /// <summary>
    /// After so long a caller who still waits is told how far the update came, and asks again. One whose own time is
    /// over sooner gets no answer: an SDK would take any for a reason to ask again with new time, and its caller's
    /// time-out would never come.
    /// </summary>
    private static readonly TimeSpan UpdatePatience = TimeSpan.FromSeconds(20);

    private sealed record UpdateHandle(
        string RunId, UpdateWait? Wait, Outcome? Outcome, UpdateWorkflowExecutionLifecycleStage Stage);

    public async Task<UpdateWorkflowExecutionResponse> UpdateAsync(
        UpdateWorkflowExecutionRequest request, CancellationToken caller)
    {
        var execution = request.WorkflowExecution;
        var handle = await ChangeAsync(request.Namespace, execution.WorkflowId, execution.RunId, run =>
        {
            if (request.FirstExecutionRunId.Length > 0 && run.State.State.FirstRunId != request.FirstExecutionRunId)
            {
                throw Errors.WorkflowNotFound(execution.WorkflowId, execution.RunId);
            }

            return AdmitNeedsLock(run, request.Request, execution.RunId.Length > 0);
        }).ConfigureAwait(false);
        return await AwaitUpdateAsync(
            handle, execution.WorkflowId, request.Request.Meta.UpdateId, request.WaitPolicy, caller)
            .ConfigureAwait(false);
    }

    /// <summary>Starts a workflow if need be and updates it, both or neither.</summary>
    public async Task<(StartResult Start, UpdateWorkflowExecutionResponse Update)> StartAndUpdateAsync(
        StartInput input,
        WorkflowIdReusePolicy reuse,
        WorkflowIdConflictPolicy conflict,
        UpdateWorkflowExecutionRequest update,
        CancellationToken caller)
    {
        UpdateHandle? handle = null;
        var start = await StartAsync(
            input,
            reuse,
            conflict,
            (run, _) => handle = AdmitNeedsLock(run, update.Request)).ConfigureAwait(false);
        if (handle is null)
        {
            // A repeated request whose run is closed: only the outcome of the update can be asked for.
            handle = await ReadAsync(input.Namespace, input.WorkflowId, start.RunId, run =>
                FindUpdate(run, update.Request.Meta.UpdateId) ?? throw Errors.NotFound(Errors.AlreadyCompleted))
                .ConfigureAwait(false);
        }

        var response = await AwaitUpdateAsync(
            handle, input.WorkflowId, update.Request.Meta.UpdateId, update.WaitPolicy, caller)
            .ConfigureAwait(false);
        return (start, response);
    }

    public async Task<PollWorkflowExecutionUpdateResponse> PollUpdateAsync(
        PollWorkflowExecutionUpdateRequest request, CancellationToken caller)
    {
        var execution = request.UpdateRef.WorkflowExecution;
        var id = request.UpdateRef.UpdateId;
        var handle = await ReadAsync(request.Namespace, execution.WorkflowId, execution.RunId, run =>
            FindUpdate(run, id) ?? throw Errors.NotFound($"update \"{id}\" not found")).ConfigureAwait(false);
        var response = await AwaitUpdateAsync(
            handle, execution.WorkflowId, id, request.WaitPolicy, caller).ConfigureAwait(false);
        return new PollWorkflowExecutionUpdateResponse
        {
            Outcome = response.Outcome,
            Stage = response.Stage,
            UpdateRef = response.UpdateRef,
        };
    }

    /// <summary>
    /// When a run ends and another follows, updates that nobody accepted go over to it, unless the caller meant the run
    /// that ended. Needs the lock; before the effects of the end are collected.
    /// </summary>
    private static void MoveUpdates(LoadedRun run)
    {
        if (run.State.NewRuns is not [var next, ..])
        {
            return;
        }

        foreach (var (id, update) in run.State.Admitted.Where(u => !u.Value.Pinned).ToArray())
        {
            run.State.Admitted.Remove(id);
            next.AdmitUpdate(update.Request);
        }
    }

    /// <summary>Moves those who wait for the updates that went over.</summary>
    private static void MoveUpdateWaits(LoadedRun run, LoadedRun next)
    {
        foreach (var id in next.State.Admitted.Keys)
        {
            if (run.UpdateWaits.Remove(id, out var wait))
            {
                wait.RunId = next.Ref.RunId;
                next.UpdateWaits[id] = wait;
            }
        }
    }

    private static UpdateHandle? FindUpdate(LoadedRun run, string id)
    {
        if (run.State.UpdateOutcome(id) is { } outcome)
        {
            return new UpdateHandle(run.Ref.RunId, null, outcome, UpdateWorkflowExecutionLifecycleStage.Completed);
        }

        if (run.State.State.Updates.TryGetValue(id, out var update))
        {
            var wait = run.WaitFor(id);
            if (update.AcceptedEventId == 0)
            {
                return new UpdateHandle(run.Ref.RunId, wait, null, UpdateWorkflowExecutionLifecycleStage.Admitted);
            }

            wait.Accepted.TrySetResult(null);
            return new UpdateHandle(run.Ref.RunId, wait, null, UpdateWorkflowExecutionLifecycleStage.Accepted);
        }

        return run.State.Admitted.ContainsKey(id)
            ? new UpdateHandle(run.Ref.RunId, run.WaitFor(id), null, UpdateWorkflowExecutionLifecycleStage.Admitted)
            : null;
    }

    private static UpdateHandle AdmitNeedsLock(LoadedRun run, Request request, bool pinned = false)
    {
        if (FindUpdate(run, request.Meta.UpdateId) is { } known)
        {
            return known;
        }

        RequireOpen(run);
        var state = run.State.State;
        var open = run.State.Admitted.Count + state.Updates.Values.Count(u => u.CompletedEventId == 0);
        if (open >= MaximumUpdatesInFlight)
        {
            throw Errors.ResourceExhausted(
                $"limit on number of concurrent in-flight updates has been reached ({MaximumUpdatesInFlight})",
                ResourceExhaustedCause.ConcurrentLimit);
        }

        if (state.UpdateCount >= MaximumUpdates)
        {
            throw new RpcException(new Status(
                StatusCode.FailedPrecondition,
                $"limit on the total number of distinct updates in this workflow has been reached ({MaximumUpdates}). "
                + "Make sure any duplicate updates share an Update ID so the server can deduplicate them, and consider "
                + "using Continue-As-New"));
        }

        run.State.AdmitUpdate(request, pinned);
        run.Persistence = run.State.NewEventCount > 0 ? Persistence.Events : Persistence.Memory;
        return new UpdateHandle(
            run.Ref.RunId, run.WaitFor(request.Meta.UpdateId), null, UpdateWorkflowExecutionLifecycleStage.Admitted);
    }

    private async Task<UpdateWorkflowExecutionResponse> AwaitUpdateAsync(
        UpdateHandle handle,
        string workflowId,
        string updateId,
        WaitPolicy? policy,
        CancellationToken caller)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _stopping.Token);
        var wanted = policy?.LifecycleStage ?? UpdateWorkflowExecutionLifecycleStage.Unspecified;
        var stage = handle.Stage;
        var outcome = handle.Outcome;
        if (outcome is null && handle.Wait is { } wait && wanted > stage)
        {
            try
            {
                if (wanted == UpdateWorkflowExecutionLifecycleStage.Completed)
                {
                    outcome = await wait.Completed.Task.WaitAsync(UpdatePatience, _clock.Inner, linked.Token)
                        .ConfigureAwait(false);
                }
                else
                {
                    outcome = await wait.Accepted.Task.WaitAsync(UpdatePatience, _clock.Inner, linked.Token)
                        .ConfigureAwait(false);
                    stage = UpdateWorkflowExecutionLifecycleStage.Accepted;
                }
            }
            catch (TimeoutException)
            {
                // The caller asks again; it is told how far the update came.
                stage = wait.Accepted.Task.IsCompletedSuccessfully
                    ? UpdateWorkflowExecutionLifecycleStage.Accepted
                    : UpdateWorkflowExecutionLifecycleStage.Admitted;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                throw Errors.Unavailable("The server is stopping.");
            }
            catch (Storage.StoreException e)
            {
                throw Errors.Of(e);
            }
        }

        return new UpdateWorkflowExecutionResponse
        {
            UpdateRef = new UpdateRef
            {
                WorkflowExecution =
                    new WorkflowExecution { WorkflowId = workflowId, RunId = handle.Wait?.RunId ?? handle.RunId },
                UpdateId = updateId,
            },
            Outcome = outcome,
            Stage = outcome is null ? stage : UpdateWorkflowExecutionLifecycleStage.Completed,
        };
    }
}
