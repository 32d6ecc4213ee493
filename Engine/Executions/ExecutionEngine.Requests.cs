using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Services;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Executions;

/// <summary>What clients ask of a running workflow.</summary>
internal sealed partial class ExecutionEngine
{
    private const int MaximumSignals = 10_000;

    public Task<bool> SignalAsync(SignalWorkflowExecutionRequest request) => ChangeAsync(
        request.Namespace,
        request.WorkflowExecution.WorkflowId,
        request.WorkflowExecution.RunId,
        run =>
        {
            RequireOpen(run);
            SignalNeedsLock(
                run, request.SignalName, request.Input, request.Header, request.Identity, request.RequestId,
                request.Links);
            return true;
        });

    public static void SignalNeedsLock(
        LoadedRun run,
        string name,
        Temporalio.Api.Common.V1.Payloads? input,
        Temporalio.Api.Common.V1.Header? header,
        string identity,
        string requestId,
        IEnumerable<Temporalio.Api.Common.V1.Link>? links)
    {
        if (run.State.State.SignalCount >= MaximumSignals)
        {
            throw Errors.InvalidArgument("exceeded workflow execution limit for signal events");
        }

        run.State.Signal(name, input, header, identity, requestId, null, links);
        run.Persistence = Persistence.Always;
    }

    public Task<bool> RequestCancelAsync(RequestCancelWorkflowExecutionRequest request) => ChangeAsync(
        request.Namespace,
        request.WorkflowExecution.WorkflowId,
        request.WorkflowExecution.RunId,
        run =>
        {
            RequireChain(run, request.FirstExecutionRunId);
            // What has ended needs no cancellation: that is no error of the caller's.
            if (IsOpen(run)
                && run.State.RequestCancel(request.Reason, request.Identity, request.RequestId, links: request.Links))
            {
                run.Persistence = Persistence.Always;
            }

            return true;
        });

    public Task<bool> TerminateAsync(TerminateWorkflowExecutionRequest request) => ChangeAsync(
        request.Namespace,
        request.WorkflowExecution.WorkflowId,
        request.WorkflowExecution.RunId,
        run =>
        {
            RequireChain(run, request.FirstExecutionRunId);
            RequireOpen(run);
            var reason = request.Reason.Length > 0 ? request.Reason : "terminated by user via frontend";
            run.State.Terminate(reason, request.Details, request.Identity, request.Links);
            return true;
        });

    /// <summary>Takes all runs of a namespace away.</summary>
    public async Task DeleteAllAsync(string namespaceName)
    {
        const int atOnce = 500;
        var reader = new Visibility.VisibilityReader(_store);
        while (!_stopping.IsCancellationRequested)
        {
            var (runs, _) = reader.List(namespaceName, null, atOnce, Google.Protobuf.ByteString.Empty);
            if (runs.Count == 0)
            {
                return;
            }

            foreach (var run in runs)
            {
                await IgnoreMissingAsync(() => DeleteAsync(new DeleteWorkflowExecutionRequest
                {
                    Namespace = namespaceName,
                    WorkflowExecution = new Temporalio.Api.Common.V1.WorkflowExecution
                    {
                        WorkflowId = run.WorkflowId,
                        RunId = run.RunId,
                    },
                })).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes a run away; a running one is terminated first.</summary>
    public async Task DeleteAsync(DeleteWorkflowExecutionRequest request)
    {
        var execution = request.WorkflowExecution;
        var entry = await _cache.AcquireAsync(request.Namespace, execution.WorkflowId).ConfigureAwait(false);
        LoadedRun run;
        Task done;
        try
        {
            run = _cache.Find(entry, execution.RunId)
                ?? throw Errors.WorkflowNotFound(execution.WorkflowId, execution.RunId);
            done = Task.CompletedTask;
            if (IsOpen(run))
            {
                run.State.Begin(_clock.Now);
                run.State.Terminate("Delete workflow execution", null, "history-service");
                done = Persist(entry, run);
            }
        }
        finally
        {
            _cache.Release(entry);
        }

        await AwaitWriteAsync(done).ConfigureAwait(false);
        // The parent and the children must hear of the end before it is forgotten.
        await CloseAsync(run.Ref).ConfigureAwait(false);
        entry = await _cache.AcquireAsync(request.Namespace, execution.WorkflowId).ConfigureAwait(false);
        try
        {
            await AwaitWriteAsync(entry.LastWrite).ConfigureAwait(false);
            // Under the lock: else somebody could load the run again just before it goes.
            await AwaitWriteAsync(_store.DeleteRunAsync(run.Ref.Key)).ConfigureAwait(false);
            // The run by that id, as it may have been loaded anew between the two locks.
            if (entry.Runs.TryGetValue(run.Ref.RunId, out var loaded))
            {
                ExecutionCache.Remove(entry, loaded);
            }
        }
        finally
        {
            _cache.Release(entry);
        }
    }

    public Task<bool> ResetStickyAsync(ResetStickyTaskQueueRequest request) => ChangeAsync(
        request.Namespace,
        request.Execution.WorkflowId,
        request.Execution.RunId,
        run =>
        {
            RequireOpen(run);
            run.State.ClearSticky();
            run.Persistence = Persistence.Always;
            return true;
        });

    private static void RequireChain(LoadedRun run, string firstRunId)
    {
        if (firstRunId.Length > 0 && run.State.State.FirstRunId != firstRunId)
        {
            throw Errors.NotFound($"workflow not found for ID: {run.Ref.WorkflowId} and first run ID: {firstRunId}");
        }
    }
}
