using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Replay;

namespace Temporalio.Worker;

/// <summary>Reports how a task went.</summary>
internal sealed partial class WorkflowWorker
{
    private static readonly RpcOptions Retried = new() { Retry = true };

    private async Task<PollWorkflowTaskQueueResponse?> CompleteAsync(
        WorkflowRun run, PollWorkflowTaskQueueResponse task, DataConverter converter, bool heartbeat)
    {
        var runner = run.Runner!;
        var output = runner.Core.TakeOutput(SdkInfo.Name, SdkInfo.Version);
        var request = new RespondWorkflowTaskCompletedRequest
        {
            Namespace = _context.Namespace,
            TaskToken = task.TaskToken,
            Identity = _context.Identity,
            ResourceId = $"workflow:{task.WorkflowExecution.WorkflowId}",
            Commands = { output.Commands },
            Messages = { output.Messages },
            SdkMetadata = output.Metadata,
            ReturnNewWorkflowTask = true,
            ForceCreateNewWorkflowTask = heartbeat && !runner.Core.IsClosed,
            Capabilities = new() { DiscardSpeculativeWorkflowTaskWithEvents = true },
            DeploymentOptions = _context.Deployment,
            VersioningBehavior = VersioningBehaviorOf(runner),
#pragma warning disable CS0612 // The old way of versioning.
            WorkerVersionStamp = _context.VersionStamp,
#pragma warning restore CS0612
        };
        if (StickyQueue is not null && !runner.Core.IsClosed)
        {
            request.StickyAttributes = new StickyExecutionAttributes
            {
                WorkerTaskQueue = new TaskQueue
                {
                    Name = StickyQueue,
                    Kind = TaskQueueKind.Sticky,
                    NormalName = _context.TaskQueue,
                },
                ScheduleToStartTimeout = Duration.FromTimeSpan(_context.Options.StickyQueueScheduleToStartTimeout),
            };
        }

        foreach (var answer in output.QueryAnswers)
        {
            request.QueryResults[answer.QueryId] = ToResult(answer);
        }

        var eager = _activities?.ReserveEager(request.Commands) ?? [];
        RespondWorkflowTaskCompletedResponse response;
        try
        {
            if (converter.PayloadCodec is { } codec)
            {
                await PayloadVisitor.VisitAsync(request, codec.EncodeAsync).ConfigureAwait(false);
            }

            response = await _context.Service.RespondWorkflowTaskCompletedAsync(request, Retried).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            ActivityWorker.ReleaseEager(eager);
            await OnRefusedAsync(run, task, e).ConfigureAwait(false);
            return null;
        }
        catch (Exception)
        {
            ActivityWorker.ReleaseEager(eager);
            throw;
        }

        _activities?.StartEager(response.ActivityTasks, eager);
        _context.Metrics.WorkflowEnded(
            TypeOf(task), output.Commands, runner.Instance?.Info.WorkflowStartTime ?? DateTime.UtcNow);
        runner.Core.MarkCompleted(output);
        var next = response.WorkflowTask is { TaskToken.IsEmpty: false } following ? following : null;
        // Local activities that go on need their run even where none is kept; else they would begin again with each task.
        var goesOn = request.ForceCreateNewWorkflowTask && next is not null;
        if (runner.Core.IsClosed || (StickyQueue is null && !goesOn))
        {
            Evict(run);
        }
        else if (response.ResetHistoryEventId > 0)
        {
            runner.Core.ResetTo(response.ResetHistoryEventId);
        }

        return next;
    }

    /// <summary>The server did not take the completion: the run in memory is ahead of its history and has to go.</summary>
    private async Task OnRefusedAsync(WorkflowRun run, PollWorkflowTaskQueueResponse task, RpcException e)
    {
        Evict(run);
        switch (e.Code)
        {
            case RpcException.StatusCode.NotFound:
                // Timed out or closed meanwhile; an ordinary race.
                _context.Logger.LogDebug(e, "Task of workflow {WorkflowId} is gone", task.WorkflowExecution.WorkflowId);
                break;
            case RpcException.StatusCode.ResourceExhausted when e.Message.Contains("message larger than max"):
                await FailAsync(
                    task, e, DataConverter.Default, WorkflowTaskFailedCause.GrpcMessageTooLarge).ConfigureAwait(false);
                break;
            default:
                _context.Logger.LogWarning(
                    e, "Server refused the completion of a task of workflow {WorkflowId}",
                    task.WorkflowExecution.WorkflowId);
                break;
        }
    }

    private Api.Enums.V1.VersioningBehavior VersioningBehaviorOf(WorkflowRunner runner)
    {
        if (_context.Options.DeploymentOptions is not { UseWorkerVersioning: true } deployment)
        {
            return Api.Enums.V1.VersioningBehavior.Unspecified;
        }

        var own = runner.Instance?.VersioningBehavior ?? Common.VersioningBehavior.Unspecified;
        return (Api.Enums.V1.VersioningBehavior)(own == Common.VersioningBehavior.Unspecified
            ? deployment.DefaultVersioningBehavior
            : own);
    }

    private static WorkflowQueryResult ToResult(WorkflowCommand.AnswerQuery answer) => answer.Failure is { } failure
        ? new WorkflowQueryResult
        {
            ResultType = QueryResultType.Failed,
            ErrorMessage = failure.Message,
            Failure = failure,
        }
        : new WorkflowQueryResult
        {
            ResultType = QueryResultType.Answered,
            Answer = new Payloads { Payloads_ = { answer.Result } },
        };

    private async Task AnswerLegacyQueryAsync(
        WorkflowRunner runner, PollWorkflowTaskQueueResponse task, DataConverter converter)
    {
        await runner.AnswerQueriesAsync().ConfigureAwait(false);
        // A query must not change history, so whatever else there is stays for the next task.
        var answer = runner.Core.TakeAnswers().Single(a => a.QueryId == LegacyQueryId);
        var result = ToResult(answer);
        await RespondQueryAsync(
            new RespondQueryTaskCompletedRequest
            {
                Namespace = _context.Namespace,
                TaskToken = task.TaskToken,
                CompletedType = result.ResultType,
                QueryResult = result.Answer,
                ErrorMessage = result.ErrorMessage,
                Failure = result.Failure,
            },
            converter).ConfigureAwait(false);
        if (StickyQueue is null || runner.Core.IsClosed)
        {
            _cache.Remove(runner.RunId);
        }
    }

    private async Task RespondQueryAsync(RespondQueryTaskCompletedRequest request, DataConverter converter)
    {
        if (converter.PayloadCodec is { } codec)
        {
            await PayloadVisitor.VisitAsync(request, codec.EncodeAsync).ConfigureAwait(false);
        }

        try
        {
            await _context.Service.RespondQueryTaskCompletedAsync(request, Retried).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            // The caller has given up, most likely.
            _context.Logger.LogDebug(e, "Answer to a query was not taken");
        }
    }

    private async Task FailAsync(
        PollWorkflowTaskQueueResponse task,
        Exception exception,
        DataConverter converter,
        WorkflowTaskFailedCause? cause = null)
    {
        var failure = await ToFailureAsync(exception, converter).ConfigureAwait(false);
        if (task.Query is not null)
        {
            await RespondQueryAsync(
                new RespondQueryTaskCompletedRequest
                {
                    Namespace = _context.Namespace,
                    TaskToken = task.TaskToken,
                    CompletedType = QueryResultType.Failed,
                    ErrorMessage = exception.Message,
                    Failure = failure,
                },
                DataConverter.Default).ConfigureAwait(false);
            return;
        }

        var nondeterminism = exception is WorkflowNondeterminismException;
        _context.Metrics.WorkflowTaskFailed(TypeOf(task), nondeterminism ? "NonDeterminismError" : "WorkflowError");
        if (nondeterminism && FailsWorkflow(task.WorkflowType?.Name ?? ""))
        {
            await FailWorkflowAsync(task, failure).ConfigureAwait(false);
            return;
        }

        // Later attempts time out, so that the server waits longer before each.
        if (task.Attempt > 1)
        {
            return;
        }

        try
        {
            await _context.Service.RespondWorkflowTaskFailedAsync(
                new RespondWorkflowTaskFailedRequest
                {
                    Namespace = _context.Namespace,
                    TaskToken = task.TaskToken,
                    Identity = _context.Identity,
                    ResourceId = $"workflow:{task.WorkflowExecution.WorkflowId}",
                    Cause = cause ?? (nondeterminism
                        ? WorkflowTaskFailedCause.NonDeterministicError
                        : WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure),
                    Failure = failure,
                    DeploymentOptions = _context.Deployment,
                },
                Retried).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            _context.Logger.LogDebug(e, "Failure of a task was not taken");
        }
    }

    private bool FailsWorkflow(string workflowType)
    {
        var definition = _definitions.GetValueOrDefault(workflowType) ?? _dynamic;
        return (definition?.FailureExceptionTypes ?? []).Concat(_context.Options.WorkflowFailureExceptionTypes ?? [])
            .Any(t => t.IsAssignableFrom(typeof(WorkflowNondeterminismException)));
    }

    private async Task FailWorkflowAsync(PollWorkflowTaskQueueResponse task, Failure failure)
    {
        try
        {
            await _context.Service.RespondWorkflowTaskCompletedAsync(
                new RespondWorkflowTaskCompletedRequest
                {
                    Namespace = _context.Namespace,
                    TaskToken = task.TaskToken,
                    Identity = _context.Identity,
                    Commands =
                    {
                        new Command
                        {
                            CommandType = CommandType.FailWorkflowExecution,
                            FailWorkflowExecutionCommandAttributes =
                                new FailWorkflowExecutionCommandAttributes { Failure = failure },
                        },
                    },
                },
                Retried).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            _context.Logger.LogDebug(e, "Failure of a workflow was not taken");
        }
    }

    private static async Task<Failure> ToFailureAsync(Exception exception, DataConverter converter)
    {
        try
        {
            return await converter.ToFailureAsync(exception).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return FailureMaker.Application($"Failed converting failure: {e.Message}; it was: {exception.Message}");
        }
    }
}
