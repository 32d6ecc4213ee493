using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Matching;
using OpsFlow.Engine.Services;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Api.WorkflowService.V1;
using WireTaskQueue = Temporalio.Api.TaskQueue.V1.TaskQueue;

namespace OpsFlow.Engine.Executions;

/// <summary>
/// Queries. While a workflow task is pending a query waits for it, so that it sees everything that came before it;
/// else it goes to a worker by itself.
/// </summary>
internal sealed partial class ExecutionEngine
{
    /// <summary>After this many failed tries of a workflow task, queries are not made to wait for the next.</summary>
    private const int FailingTaskAttempts = 3;

    private static readonly TimeSpan StickyQueryPatience = TimeSpan.FromSeconds(5);

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, QueryCall> _directQueries = new();

    public async Task<QueryWorkflowResponse> QueryAsync(QueryWorkflowRequest request, CancellationToken caller)
    {
        var execution = request.Execution;
        var call = new QueryCall(request.Query);
        QueryRejected? rejected = null;
        var direct = false;
        var reference = await ReadAsync(request.Namespace, execution.WorkflowId, execution.RunId, run =>
        {
            var state = run.State.State;
            rejected = Reject(request.QueryRejectCondition, state.Status);
            if (rejected is not null)
            {
                return run.Ref;
            }

            if (!IsOpen(run))
            {
                direct = true;
                return run.Ref;
            }

            if (state.WorkflowTask is { Attempt: > FailingTaskAttempts })
            {
                throw Errors.WorkflowNotReady("Unable to query workflow due to Workflow Task in failed state.");
            }

            // Before its first workflow task there is nothing to ask.
            if (state.WorkflowTask is not null || state.LastCompletedTaskStartedEventId == 0)
            {
                run.Queries.Add(call);
            }
            else
            {
                direct = true;
            }

            return run.Ref;
        }).ConfigureAwait(false);
        if (rejected is not null)
        {
            return new QueryWorkflowResponse { QueryRejected = rejected };
        }

        try
        {
            if (direct)
            {
                await DispatchDirectlyAsync(reference.Namespace, reference.WorkflowId, reference.RunId, call)
                    .ConfigureAwait(false);
            }

            using var linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _stopping.Token);
            return Result(await call.Task.WaitAsync(linked.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw Errors.Unavailable("The server is stopping.");
        }
        finally
        {
            _directQueries.TryRemove(call.Id, out _);
            if (!direct)
            {
                await ReadAsync(
                    reference.Namespace, reference.WorkflowId, reference.RunId, run => run.Queries.Remove(call))
                    .ConfigureAwait(false);
            }
        }
    }

    /// <summary>A worker's answer to a query that came by itself.</summary>
    public void AnswerQuery(RespondQueryTaskCompletedRequest request)
    {
        var token = TaskTokens.Parse(request.TaskToken, TaskToken.Types.Kind.Query);
        if (!_directQueries.TryRemove(token.QueryId, out var call))
        {
            throw Errors.NotFound("Query task not found, or already expired.");
        }

        call.TrySetResult(request.CompletedType == QueryResultType.Answered
            ? new QueryCall.Reply(request.QueryResult, null)
            : new QueryCall.Reply(null, request.ErrorMessage, request.Failure));
    }

    private static QueryWorkflowResponse Result(QueryCall.Reply reply) => reply.Error is null
        ? new QueryWorkflowResponse { QueryResult = reply.Result }
        : throw Errors.QueryFailed(reply.Error, reply.Failure);

    private static QueryRejected? Reject(QueryRejectCondition condition, WorkflowExecutionStatus status) =>
        condition switch
        {
            QueryRejectCondition.NotOpen when status != WorkflowExecutionStatus.Running =>
                new QueryRejected { Status = status },
            QueryRejectCondition.NotCompletedCleanly
                when status is not (WorkflowExecutionStatus.Running or WorkflowExecutionStatus.Completed
                    or WorkflowExecutionStatus.ContinuedAsNew) =>
                new QueryRejected { Status = status },
            _ => null,
        };

    private static void AnswerQueries(LoadedRun run, RespondWorkflowTaskCompletedRequest request)
    {
        foreach (var (id, result) in request.QueryResults)
        {
            var call = run.Queries.Find(q => q.Id == id);
            if (call is null)
            {
                continue;
            }

            run.Queries.Remove(call);
            call.TrySetResult(result.ResultType == QueryResultType.Answered
                ? new QueryCall.Reply(result.Answer, null)
                : new QueryCall.Reply(null, result.ErrorMessage, result.Failure));
        }

        DetachQueries(run);
    }

    private static void DetachQueries(LoadedRun run)
    {
        foreach (var query in run.Queries)
        {
            query.Attached = false;
        }
    }

    /// <summary>No workflow task is coming: those who wait for one go by themselves. Needs the lock.</summary>
    private void DispatchQueriesDirectly(LoadedRun run)
    {
        foreach (var call in run.Queries)
        {
            RunInBackground(() => DispatchDirectlyAsync(run.Ref.Namespace, run.Ref.WorkflowId, run.Ref.RunId, call));
        }

        run.Queries.Clear();
    }

    private async Task DispatchDirectlyAsync(string namespaceName, string workflowId, string runId, QueryCall call)
    {
        var (sticky, normal, version) = await ReadAsync(
            namespaceName, workflowId, runId,
            run => (run.State.State.StickyQueue, run.State.State.TaskQueue, VersionOf(run.State)))
                .ConfigureAwait(false);
        _directQueries[call.Id] = call;
        var item = new WorkItem(namespaceName, workflowId, runId, 0, 0, call);
        if (sticky.Length > 0 && _queues.Workflow(namespaceName, sticky) is { HasLivePoller: true } queue)
        {
            queue.Add(item with { Version = "" });
            try
            {
                await call.Task.WaitAsync(StickyQueryPatience, _stopping.Token).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException)
            {
                // The worker that has it in its cache does not answer; another one will replay it.
            }
        }

        _queues.Workflow(namespaceName, normal).Add(item with { Version = version });
    }

    private async Task<PollWorkflowTaskQueueResponse?> TakeQueryAsync(WorkItem item, bool sticky)
    {
        if (item.Query!.Task.IsCompleted || !_directQueries.ContainsKey(item.Query.Id))
        {
            return null;
        }

        return await ReadAsync(item.Namespace, item.WorkflowId, item.RunId, run =>
        {
            var state = run.State.State;
            var token = new TaskToken
            {
                Kind = TaskToken.Types.Kind.Query,
                Namespace = item.Namespace,
                WorkflowId = item.WorkflowId,
                RunId = item.RunId,
                QueryId = item.Query.Id,
            };
            var response = new PollWorkflowTaskQueueResponse
            {
                TaskToken = Google.Protobuf.MessageExtensions.ToByteString(token),
                WorkflowExecution = new WorkflowExecution { WorkflowId = state.WorkflowId, RunId = state.RunId },
                WorkflowType = new WorkflowType { Name = state.WorkflowType },
                PreviousStartedEventId = state.LastCompletedTaskStartedEventId,
                Attempt = 1,
                Query = item.Query.Query,
                WorkflowExecutionTaskQueue = new WireTaskQueue { Name = state.TaskQueue, Kind = TaskQueueKind.Normal },
            };
            if (sticky)
            {
                // It is in the worker's cache, and complete there.
                response.History = new History();
            }
            else
            {
                FillQueryHistory(response, run.State);
            }

            return response;
        }).ConfigureAwait(false);
    }

    private static void FillQueryHistory(PollWorkflowTaskQueueResponse response, MutableState run)
    {
        response.History = new History();
        var size = 0;
        foreach (var item in run.History)
        {
            if (size >= MaximumTaskHistoryBytes)
            {
                var token = new HistoryToken
                {
                    RunId = run.State.RunId,
                    NextEventId = item.EventId,
                    EndEventId = run.History.Count + 1,
                };
                response.NextPageToken = Google.Protobuf.MessageExtensions.ToByteString(token);
                return;
            }

            response.History.Events.Add(item);
            size += item.CalculateSize();
        }
    }
}
