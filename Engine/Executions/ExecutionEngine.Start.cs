using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Services;
using OpsFlow.Engine.Storage;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Executions;

/// <summary>Starting workflows, with the rules about an id that is already known.</summary>
internal sealed partial class ExecutionEngine
{
    /// <summary>What a start led to.</summary>
    /// <param name="RunId">The new run, or the one that is used instead.</param>
    /// <param name="FirstRunId">The first run of its chain.</param>
    /// <param name="Started">Whether this request started it.</param>
    /// <param name="Status">The run's status.</param>
    /// <param name="EagerTask">The first workflow task, if it was asked for.</param>
    public sealed record StartResult(
        string RunId,
        string FirstRunId,
        bool Started,
        WorkflowExecutionStatus Status,
        PollWorkflowTaskQueueResponse? EagerTask = null);

    /// <summary>Starts a run, or finds the one that stands for it.</summary>
    /// <param name="input">The run.</param>
    /// <param name="reuse">What to do about a closed run of the id.</param>
    /// <param name="conflict">What to do about an open one.</param>
    /// <param name="change">Applied to the run before it is stored, new or not; null = nothing.</param>
    /// <param name="eagerIdentity">The caller takes the first workflow task itself.</param>
    public async Task<StartResult> StartAsync(
        StartInput input,
        WorkflowIdReusePolicy reuse,
        WorkflowIdConflictPolicy conflict,
        Action<LoadedRun, bool>? change = null,
        string? eagerIdentity = null)
    {
        if (!_namespaces.Exists(input.Namespace))
        {
            throw Errors.NamespaceNotFound(input.Namespace);
        }

        StartResult result;
        Task done;
        var entry = await _cache.AcquireAsync(input.Namespace, input.WorkflowId).ConfigureAwait(false);
        try
        {
            var current = _cache.Find(entry, null);
            current?.State.Begin(_clock.Now);
            if (current is not null && UseInstead(current, input, reuse, conflict) is { } existing)
            {
                result = eagerIdentity is null || !existing.Started
                    ? existing : existing with { EagerTask = EagerAgain(current) };
                if (change is not null && (!existing.Started || IsOpen(current)))
                {
                    Apply(current, run =>
                    {
                        change(run, false);
                        return true;
                    });
                    done = Persist(entry, current);
                }
                else
                {
                    done = entry.LastWrite;
                }
            }
            else
            {
                (result, done) = StartNew(entry, current, input, change, eagerIdentity);
            }
        }
        finally
        {
            _cache.Release(entry);
        }

        await AwaitWriteAsync(done).ConfigureAwait(false);
        return result;
    }

    private (StartResult Result, Task Done) StartNew(
        WorkflowEntry entry,
        LoadedRun? current,
        StartInput input,
        Action<LoadedRun, bool>? change,
        string? eagerIdentity)
    {
        var state = MutableState.Start(input, _clock.Now);
        var run = _cache.AddNew(entry, state);
        PollWorkflowTaskQueueResponse? eager = null;
        try
        {
            // A signal that comes with the start stands before the first task.
            change?.Invoke(run, true);
            state.ScheduleFirstWorkflowTask();
            if (eagerIdentity is not null && state.State.WorkflowTask is not null)
            {
                state.Effects.RemoveAll(e => e.Kind == EffectKind.WorkflowTask);
                eager = StartTaskNeedsLock(run, eagerIdentity, sticky: false);
            }
        }
        catch
        {
            entry.Runs.Remove(state.State.RunId);
            entry.Current = current;
            throw;
        }

        Task done;
        if (current is not null && IsOpen(current))
        {
            current.State.Terminate("TerminateIfRunning WorkflowIdReusePolicy", null, "history-service");
            var actions = Actions(current) ?? [];
            var ended = new RunWrite(current.Ref.Key, isNew: false, current.State);
            actions.AddRange(Actions(run) ?? []);
            var started = new RunWrite(run.Ref.Key, isNew: true, state);
            run.IsNew = false;
            SetWake(current.Ref, current.State);
            SetWake(run.Ref, state);
            done = Commit(entry, [ended, started], current.TakeNews(), actions);
        }
        else
        {
            done = Persist(entry, run);
        }

        var result = new StartResult(
            state.State.RunId, state.State.FirstRunId, true, WorkflowExecutionStatus.Running, eager);
        return (result, done);
    }

    /// <summary>The first task once more, for a caller who never got the answer; null when it is over.</summary>
    private static PollWorkflowTaskQueueResponse? EagerAgain(LoadedRun run)
    {
        if (run.State.State is not { WorkflowTask: { StartedEventId: > 0, Attempt: 1 },
            LastCompletedTaskStartedEventId: 0 }
            || !run.State.Event(1).WorkflowExecutionStartedEventAttributes.EagerExecutionAccepted)
        {
            return null;
        }

        var task = StartedTask(run.State.State);
        FillHistory(task, run.State, 1);
        return task;
    }

    /// <summary>The run that stands for the request; null when a new one must be started.</summary>
    private static StartResult? UseInstead(
        LoadedRun current, StartInput input, WorkflowIdReusePolicy reuse, WorkflowIdConflictPolicy conflict)
    {
        var state = current.State.State;
        StartResult Existing(bool started) => new(state.RunId, state.FirstRunId, started, state.Status);

        if (input.RequestId.Length > 0 && state.StartRequestId == input.RequestId)
        {
            return Existing(started: true);
        }

        if (IsOpen(current))
        {
            return conflict switch
            {
                WorkflowIdConflictPolicy.UseExisting => Existing(started: false),
                WorkflowIdConflictPolicy.TerminateExisting => null,
                _ => throw Errors.AlreadyStarted(
                    $"Workflow execution is already running. WorkflowId: {state.WorkflowId}, RunId: {state.RunId}.",
                    state.StartRequestId, state.RunId, state.FirstRunId),
            };
        }

        return reuse switch
        {
            WorkflowIdReusePolicy.RejectDuplicate => throw Errors.AlreadyStarted(
                $"Workflow execution already finished. WorkflowId: {state.WorkflowId}, RunId: {state.RunId}. "
                + "Workflow Id reuse policy: reject duplicate workflow Id.",
                state.StartRequestId, state.RunId, state.FirstRunId),
            WorkflowIdReusePolicy.AllowDuplicateFailedOnly
                when state.Status is WorkflowExecutionStatus.Completed or WorkflowExecutionStatus.ContinuedAsNew
                => throw Errors.AlreadyStarted(
                    $"Workflow execution already finished successfully. WorkflowId: {state.WorkflowId}, "
                    + $"RunId: {state.RunId}. Workflow Id reuse policy: allow duplicate workflow Id if last run "
                    + "failed.",
                    state.StartRequestId, state.RunId, state.FirstRunId),
            _ => null,
        };
    }
}
