using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Services;
using OpsFlow.Engine.Storage;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Executions;

/// <summary>Beginning a run again in the middle.</summary>
internal sealed partial class ExecutionEngine
{
    public async Task<string> ResetAsync(ResetWorkflowExecutionRequest request)
    {
        var execution = request.WorkflowExecution;
        Task done;
        string runId;
        var entry = await _cache.AcquireAsync(request.Namespace, execution.WorkflowId).ConfigureAwait(false);
        try
        {
            var current = _cache.Find(entry, null);
            var original = _cache.Find(entry, execution.RunId);
            if (current is null || original is null)
            {
                throw Errors.WorkflowNotFound(execution.WorkflowId, execution.RunId);
            }

            if (request.RequestId.Length > 0 && current.State.State.StartRequestId == request.RequestId)
            {
                runId = current.Ref.RunId;
                done = entry.LastWrite;
            }
            else
            {
                (runId, done) = ResetNeedsLock(entry, current, original, request);
            }
        }
        finally
        {
            _cache.Release(entry);
        }

        await AwaitWriteAsync(done).ConfigureAwait(false);
        return runId;
    }

    private (string RunId, Task Done) ResetNeedsLock(
        WorkflowEntry entry, LoadedRun current, LoadedRun original, ResetWorkflowExecutionRequest request)
    {
        var finish = request.WorkflowTaskFinishEventId;
        if (finish <= 1 || finish > original.State.History.Count)
        {
            throw Errors.InvalidArgument("Workflow task finish ID must be > 1 && <= workflow last event ID.");
        }

        var before = original.State.Event(finish - 1).EventType;
        if (before is not (EventType.WorkflowTaskStarted or EventType.WorkflowTaskScheduled))
        {
            throw Errors.InvalidArgument(
                $"Can only reset workflow to event ID in range that ends a workflow task: {finish} does not.");
        }

        var now = _clock.Now;
        current.State.Begin(now);
        original.State.Begin(now);
        request = request.Clone();
        request.RequestId = request.RequestId.Length > 0 ? request.RequestId : Guid.NewGuid().ToString();
        var state = MutableState.Reset(
            original.State, finish, Later(entry, original, finish), request, Guid.CreateVersion7().ToString(),
            WhatToReapply(request), now);
        var writes = new List<RunWrite>(3);
        var actions = new List<EffectAction>();
        if (IsOpen(current))
        {
            current.State.SetResetRun(state.State.RunId);
            current.State.Terminate(request.Reason, null, "history-resetter");
            // Its children go on: they are the new run's now.
            var keep = original == current ? state.State.Children.Keys.ToHashSet() : [];
            foreach (var child in current.State.State.Children.Keys.Where(keep.Contains).ToArray())
            {
                current.State.State.Children.Remove(child);
            }

            actions.AddRange(Actions(current) ?? []);
            writes.Add(new RunWrite(current.Ref.Key, isNew: false, current.State));
            SetWake(current.Ref, current.State);
        }

        if (original != current)
        {
            original.State.SetResetRun(state.State.RunId);
            writes.Add(new RunWrite(original.Ref.Key, isNew: false, original.State));
        }

        var run = _cache.AddNew(entry, state);
        actions.AddRange(Actions(run) ?? []);
        writes.Add(new RunWrite(run.Ref.Key, isNew: true, state));
        run.IsNew = false;
        SetWake(run.Ref, state);
        return (run.Ref.RunId, Commit(entry, writes, current.TakeNews(), actions));
    }

    /// <summary>What happened after the point, up to the end of the last run of the chain.</summary>
    private List<HistoryEvent> Later(WorkflowEntry entry, LoadedRun original, long finish)
    {
        var events = new List<HistoryEvent>();
        events.AddRange(original.State.History.Skip((int)finish - 1));
        events.AddRange(original.State.State.BufferedEvents);
        for (var run = original; run.State.State.NextRunId is { Length: > 0 } next
            && _cache.Find(entry, next) is { } found;)
        {
            run = found;
            events.AddRange(run.State.History);
            events.AddRange(run.State.State.BufferedEvents);
        }

        return events;
    }

    private static MutableState.Reapplied WhatToReapply(ResetWorkflowExecutionRequest request)
    {
        bool Wanted(ResetReapplyExcludeType type) =>
            request.ResetReapplyType != ResetReapplyType.None && !request.ResetReapplyExcludeTypes.Contains(type);

        return new MutableState.Reapplied(
            Wanted(ResetReapplyExcludeType.Signal),
            // The older choice "signals only" leaves updates out.
            Wanted(ResetReapplyExcludeType.Update) && request.ResetReapplyType != ResetReapplyType.Signal);
    }
}
