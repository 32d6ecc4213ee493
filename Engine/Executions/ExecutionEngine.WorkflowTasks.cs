using Google.Protobuf;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Matching;
using OpsFlow.Engine.Services;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;
using Grpc.Core;
using PollerScalingDecision = Temporalio.Api.TaskQueue.V1.PollerScalingDecision;
using WireTaskQueue = Temporalio.Api.TaskQueue.V1.TaskQueue;

namespace OpsFlow.Engine.Executions;

/// <summary>Handing out workflow tasks and taking the answers.</summary>
internal sealed partial class ExecutionEngine
{
    /// <summary>More history than this comes in further pages.</summary>
    private const int MaximumTaskHistoryBytes = 3 * 1024 * 1024;

    public CommandRules RulesFor(string namespaceName) => new()
    {
        CheckSearchAttributes = attributes => _namespaces.CheckSearchAttributes(namespaceName, attributes),
        NamespaceExists = _namespaces.Exists,
        NamespaceId = name => _namespaces.Find(name)?.Id ?? name,
    };

    /// <summary>Waits for a task; null when none came in time.</summary>
    public async Task<PollWorkflowTaskQueueResponse?> PollWorkflowTaskAsync(
        PollWorkflowTaskQueueRequest request, CancellationToken wait, CancellationToken caller)
    {
        var queue = _queues.Workflow(request.Namespace, request.TaskQueue.Name);
        var sticky = request.TaskQueue.Kind == TaskQueueKind.Sticky;
        var version = sticky ? "" : WorkerVersions.TextOf(request.DeploymentOptions);
        var since = _clock.Inner.GetTimestamp();
        while (true)
        {
            var item = await queue.PollAsync(request.Identity, wait, version).ConfigureAwait(false);
            if (item is null)
            {
                return null;
            }

            if (caller.IsCancellationRequested)
            {
                queue.Return(item);
                return null;
            }

            try
            {
                var response = item.Query is not null
                    ? await TakeQueryAsync(item, sticky).ConfigureAwait(false)
                    : await TakeWorkflowTaskAsync(item, request, sticky, caller).ConfigureAwait(false);
                if (response is not null)
                {
                    // A worker told of a backlog in its sticky queue polls nothing else until an empty answer comes.
                    response.BacklogCountHint = sticky ? 0 : queue.BacklogCount;
                    response.PollerScalingDecision = Scaling(queue, since);
                    return response;
                }
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.DataLoss)
            {
                // The run was deleted, or cannot be read any more; the item goes with it.
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                queue.Return(item);
                throw;
            }
        }
    }

    /// <summary>What a worker that chooses the number of its pollers itself goes by.</summary>
    private PollerScalingDecision? Scaling(TaskQueue queue, long since) =>
        queue.ScalingAdvice(_clock.Inner.GetElapsedTime(since)) is not 0 and var advice
            ? new PollerScalingDecision { PollRequestDeltaSuggestion = advice }
            : null;

    private async Task<PollWorkflowTaskQueueResponse?> TakeWorkflowTaskAsync(
        WorkItem item, PollWorkflowTaskQueueRequest request, bool sticky, CancellationToken caller)
    {
        var gone = false;
        // Written with the answer, as a rule: if the process dies before, the worker's answer is refused and the task
        // is given out again. Nobody else is told of the start before it is on disk.
        var response = await ChangeAsync(
            item.Namespace,
            item.WorkflowId,
            item.RunId,
            run =>
            {
                if (!IsOpen(run)
                    || run.State.State.WorkflowTask is not { StartedEventId: 0 } task
                    || task.ScheduledEventId != item.ScheduledEventId
                    || (sticky && !task.Sticky))
                {
                    return null;
                }

                gone = caller.IsCancellationRequested;
                if (gone)
                {
                    return null;
                }

                if (!sticky && task.Sticky)
                {
                    // It was meant for a worker of a former process: this one needs the whole history.
                    run.State.UnstickPendingTask();
                }

                return StartTaskNeedsLock(run, request.Identity, sticky, WorkerVersions.Of(request));
            },
            isDurable: _ => false).ConfigureAwait(false);
        if (gone)
        {
            _queues.Workflow(request.Namespace, request.TaskQueue.Name).Return(item);
        }

        return response;
    }

    private PollWorkflowTaskQueueResponse StartTaskNeedsLock(
        LoadedRun run, string identity, bool sticky, WorkerVersionStamp? version = null)
    {
        var mutable = run.State;
        var state = mutable.State;
        mutable.StartWorkflowTask(identity, Guid.NewGuid().ToString(), version, _suggestContinueAsNewAt);
        // A speculative or transient task is remembered in memory; a restart makes a new one. The start of another one
        // can wait, but not that of the run.
        run.Persistence = run.IsNew ? Persistence.Events : mutable.NewEventCount > 0
            ? Persistence.WithNext : Persistence.Memory;
        var response = StartedTask(state);
        response.Messages.Add(mutable.TakeUpdateMessages());
        foreach (var query in run.Queries)
        {
            query.Attached = true;
            response.Queries[query.Id] = query.Query;
        }

        FillHistory(response, mutable, sticky ? state.LastCompletedTaskStartedEventId + 1 : 1);
        return response;
    }

    private static PollWorkflowTaskQueueResponse StartedTask(RunState state)
    {
        var task = state.WorkflowTask!;
        return new PollWorkflowTaskQueueResponse
        {
            TaskToken = new TaskToken
            {
                Kind = TaskToken.Types.Kind.Workflow,
                Namespace = state.Namespace,
                WorkflowId = state.WorkflowId,
                RunId = state.RunId,
                ScheduledEventId = task.ScheduledEventId,
                StartedEventId = task.StartedEventId,
                Attempt = task.Attempt,
                StartedTime = task.StartedTime,
            }.ToByteString(),
            WorkflowExecution = new WorkflowExecution { WorkflowId = state.WorkflowId, RunId = state.RunId },
            WorkflowType = new WorkflowType { Name = state.WorkflowType },
            PreviousStartedEventId = state.LastCompletedTaskStartedEventId,
            StartedEventId = task.StartedEventId,
            Attempt = task.Attempt,
            WorkflowExecutionTaskQueue = new WireTaskQueue { Name = state.TaskQueue, Kind = TaskQueueKind.Normal },
            ScheduledTime = Ticks.ToTimestamp(task.ScheduledTime),
            StartedTime = Ticks.ToTimestamp(task.StartedTime),
        };
    }

    private static void FillHistory(PollWorkflowTaskQueueResponse response, MutableState run, long firstEventId)
    {
        var extra = run.UnwrittenTaskEvents().ToList();
        var history = new History();
        var size = 0;
        var index = (int)firstEventId - 1;
        for (; index < run.History.Count && size < MaximumTaskHistoryBytes; index++)
        {
            history.Events.Add(run.History[index]);
            size += run.History[index].CalculateSize();
        }

        if (index < run.History.Count)
        {
            var token = new HistoryToken
            {
                RunId = run.State.RunId,
                NextEventId = index + 1,
                EndEventId = run.History.Count + 1,
            };
            token.ExtraEvents.Add(extra);
            response.NextPageToken = token.ToByteString();
        }
        else
        {
            history.Events.Add(extra);
        }

        response.History = history;
    }

    public async Task<RespondWorkflowTaskCompletedResponse> CompleteWorkflowTaskAsync(
        RespondWorkflowTaskCompletedRequest request)
    {
        var token = TaskTokens.Parse(request.TaskToken, TaskToken.Types.Kind.Workflow);
        RpcException? refused = null;
        var rules = RulesFor(token.Namespace);
        var answer = await ChangeAsync(token.Namespace, token.WorkflowId, token.RunId, run =>
        {
            if (!run.State.IsCurrentWorkflowTask(token))
            {
                throw Errors.NotFound("Workflow task not found.");
            }

            var admitted = run.State.Admitted.ToArray();
            MutableState.CompletionResult result;
            try
            {
                result = run.State.CompleteWorkflowTask(request, rules);
            }
            catch (CommandException e)
            {
                Undo(run, admitted);
                refused = RefuseCommands(run, e, request.Identity);
                return new RespondWorkflowTaskCompletedResponse();
            }

            run.Persistence = result.NothingWritten ? Persistence.Memory : Persistence.Always;
            AnswerQueries(run, request);
            return Respond(run, request, result);
        }).ConfigureAwait(false);
        return refused is null ? answer : throw refused;
    }

    private static void Undo(LoadedRun run, KeyValuePair<string, AdmittedUpdate>[] admitted)
    {
        run.State.Rollback();
        run.State.Admitted.Clear();
        foreach (var (id, update) in admitted)
        {
            run.State.Admitted.Add(id, update);
        }
    }

    private static RpcException RefuseCommands(LoadedRun run, CommandException e, string identity)
    {
        run.Persistence = Persistence.Always;
        var unhandled = e.Cause == WorkflowTaskFailedCause.UnhandledCommand;
        var message = unhandled ? e.Message : $"{e.Cause}: {e.Message}";
        run.State.FailWorkflowTask(
            e.Cause, unhandled ? null : ServerFailures.OfTask(message), identity);
        DetachQueries(run);
        if (e.Terminate)
        {
            run.State.Terminate(message, null, identity);
        }

        return Errors.InvalidArgument(message);
    }

    private RespondWorkflowTaskCompletedResponse Respond(
        LoadedRun run, RespondWorkflowTaskCompletedRequest request, MutableState.CompletionResult result)
    {
        var state = run.State.State;
        var response = new RespondWorkflowTaskCompletedResponse { ResetHistoryEventId = result.ResetHistoryEventId };
        foreach (var activity in result.EagerActivities)
        {
            // The workflow may have ended in the same breath.
            if (IsOpen(run))
            {
                response.ActivityTasks.Add(ActivityTask(run, activity));
            }
        }

        if (state.WorkflowTask is { StartedEventId: 0 } && request.ReturnNewWorkflowTask)
        {
            run.State.Effects.RemoveAll(e => e.Kind == EffectKind.WorkflowTask);
            var written = run.Persistence;
            response.WorkflowTask = StartTaskNeedsLock(
                run, request.Identity, state.StickyQueue.Length > 0, WorkerVersions.Of(request));
            run.Persistence = written;
        }
        else if (state.WorkflowTask is null)
        {
            DispatchQueriesDirectly(run);
        }

        return response;
    }

    public Task<bool> FailWorkflowTaskAsync(RespondWorkflowTaskFailedRequest request)
    {
        var token = TaskTokens.Parse(request.TaskToken, TaskToken.Types.Kind.Workflow);
        return ChangeAsync(token.Namespace, token.WorkflowId, token.RunId, run =>
        {
            if (!run.State.IsCurrentWorkflowTask(token))
            {
                throw Errors.NotFound("Workflow task not found.");
            }

            run.State.FailWorkflowTask(request.Cause, request.Failure, request.Identity);
            run.Persistence = Persistence.Always;
            DetachQueries(run);
            return true;
        });
    }
}
