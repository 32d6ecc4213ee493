using Grpc.Core;
using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Services;

/// <summary>Methods about one execution.</summary>
internal sealed partial class WorkflowServiceHandlers
{
    private void AddExecutions(ServiceMethods<WorkflowServiceHandlers> service)
    {
        service.Unary("SignalWorkflowExecution", SignalWorkflowExecutionRequest.Parser, async (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            Requests.Execution(request.WorkflowExecution);
            if (request.SignalName.Length == 0)
            {
                throw Errors.InvalidArgument("SignalName is not set on request.");
            }

            Requests.Length(request.SignalName, "SignalName length exceeds limit.");
            Requests.Blob(request.Input);
            await engine.SignalAsync(request).ConfigureAwait(false);
            return new SignalWorkflowExecutionResponse();
        });
        service.Unary(
            "RequestCancelWorkflowExecution", RequestCancelWorkflowExecutionRequest.Parser, async (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            Requests.Execution(request.WorkflowExecution);
            await engine.RequestCancelAsync(request).ConfigureAwait(false);
            return new RequestCancelWorkflowExecutionResponse();
        });
        service.Unary("TerminateWorkflowExecution", TerminateWorkflowExecutionRequest.Parser, async (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            Requests.Execution(request.WorkflowExecution);
            await engine.TerminateAsync(request).ConfigureAwait(false);
            return new TerminateWorkflowExecutionResponse();
        });
        service.Unary("DeleteWorkflowExecution", DeleteWorkflowExecutionRequest.Parser, async (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            Requests.Execution(request.WorkflowExecution);
            await engine.DeleteAsync(request).ConfigureAwait(false);
            return new DeleteWorkflowExecutionResponse();
        });
        service.Unary("ResetWorkflowExecution", ResetWorkflowExecutionRequest.Parser, async (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            Requests.Execution(request.WorkflowExecution);
            return new ResetWorkflowExecutionResponse
            {
                RunId = await engine.ResetAsync(request).ConfigureAwait(false),
            };
        });
        service.Unary("DescribeWorkflowExecution", DescribeWorkflowExecutionRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            Requests.Execution(request.Execution);
            return engine.DescribeAsync(request);
        });
        service.Unary("GetWorkflowExecutionHistory", GetWorkflowExecutionHistoryRequest.Parser, (request, context) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            Requests.Execution(request.Execution);
            return engine.GetHistoryAsync(
                request, Requests.Patience(context, engine.Clock.Inner), context.CancellationToken);
        });
        service.Unary(
            "GetWorkflowExecutionHistoryReverse",
            GetWorkflowExecutionHistoryReverseRequest.Parser,
            (request, _) =>
            {
                Requests.Namespace(namespaces, request.Namespace);
                Requests.Execution(request.Execution);
                return engine.GetHistoryReverseAsync(request);
            });
        service.Unary("QueryWorkflow", QueryWorkflowRequest.Parser, (request, context) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            Requests.Execution(request.Execution);
            if (request.Query is null || request.Query.QueryType.Length == 0)
            {
                throw Errors.InvalidArgument("WorkflowQuery is not set on request.");
            }

            return engine.QueryAsync(request, context.CancellationToken);
        });
        service.Unary("UpdateWorkflowExecution", UpdateWorkflowExecutionRequest.Parser, (request, context) =>
        {
            ValidateUpdate(request);
            return engine.UpdateAsync(request, context.CancellationToken);
        });
        service.Unary("PollWorkflowExecutionUpdate", PollWorkflowExecutionUpdateRequest.Parser, (request, context) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            Requests.Execution(request.UpdateRef?.WorkflowExecution);
            if (request.UpdateRef!.UpdateId.Length == 0)
            {
                throw Errors.InvalidArgument("UpdateId is not set on request.");
            }

            return engine.PollUpdateAsync(request, context.CancellationToken);
        });
    }

    private void ValidateUpdate(UpdateWorkflowExecutionRequest request)
    {
        Requests.Namespace(namespaces, request.Namespace);
        Requests.Execution(request.WorkflowExecution);
        if (request.Request?.Input is null || request.Request.Input.Name.Length == 0)
        {
            throw Errors.InvalidArgument("UpdateName is not set on request.");
        }

        Requests.Blob(request.Request.Input.Args);
        request.Request.Meta ??= new Meta();
        if (request.Request.Meta.UpdateId.Length == 0)
        {
            request.Request.Meta.UpdateId = Guid.NewGuid().ToString();
        }

        Requests.Length(request.Request.Meta.UpdateId, "UpdateId length exceeds limit.");
    }

    private async Task<ExecuteMultiOperationResponse> ExecuteMultiAsync(
        ExecuteMultiOperationRequest request, ServerCallContext context)
    {
        Requests.Namespace(namespaces, request.Namespace);
        if (request.Operations is not [{ StartWorkflow: { } start }, { UpdateWorkflow: { } update }])
        {
            throw Errors.InvalidArgument("Operations have to be exactly [Start, Update].");
        }

        try
        {
            ValidateUpdate(update);
            if (update.WorkflowExecution.WorkflowId != start.WorkflowId)
            {
                throw Errors.InvalidArgument("WorkflowId is not consistent with previous operation(s)");
            }

            if (start.CronSchedule.Length > 0 || start.RequestEagerExecution || start.WorkflowStartDelay is not null)
            {
                throw Errors.InvalidArgument(
                    "CronSchedule, RequestEagerExecution and WorkflowStartDelay are not allowed.");
            }

            var (reuse, conflict) = Requests.Policies(
                start.WorkflowIdReusePolicy, start.WorkflowIdConflictPolicy, WorkflowIdConflictPolicy.Fail);
            var (started, updated) = await engine.StartAndUpdateAsync(
                Requests.Start(start, namespaces),
                reuse,
                conflict,
                update,
                context.CancellationToken).ConfigureAwait(false);
            return new ExecuteMultiOperationResponse
            {
                Responses =
                {
                    new ExecuteMultiOperationResponse.Types.Response { StartWorkflow = Response(start, started) },
                    new ExecuteMultiOperationResponse.Types.Response { UpdateWorkflow = updated },
                },
            };
        }
        catch (RpcException e)
        {
            throw MultiOperationFailure(e);
        }
    }

    /// <summary>One operation's failure aborts the other; callers look for the one that is not an abort.</summary>
    private static RpcException MultiOperationFailure(RpcException e)
    {
        var failed = new MultiOperationExecutionFailure.Types.OperationStatus
        {
            Code = (int)e.StatusCode,
            Message = e.Status.Detail,
        };
        if (e.Trailers.GetValueBytes(Errors.DetailsTrailer) is { } details)
        {
            failed.Details.Add(Google.Rpc.Status.Parser.ParseFrom(details).Details);
        }

        var aborted = new MultiOperationExecutionFailure.Types.OperationStatus
        {
            Code = (int)StatusCode.Aborted,
            Message = "Operation was aborted.",
            Details = { PackedMessages.Pack(new MultiOperationExecutionAborted()) },
        };
        var startFailed = e.StatusCode == StatusCode.AlreadyExists;
        var both = new MultiOperationExecutionFailure();
        both.Statuses.Add(startFailed ? failed : aborted);
        both.Statuses.Add(startFailed ? aborted : failed);
        return Errors.With(e.StatusCode, $"Update-with-Start could not be executed: {e.Status.Detail}", both);
    }
}
