using Google.Protobuf;
using Temporal.DevServer.Storage;
using Temporalio.Api;
using Temporalio.Api.Dependencies.Google.Rpc;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.ErrorDetails.V1;
using UnaryGrpc;

namespace Temporal.DevServer.Services;

/// <summary>The statuses that callers see, with Temporal's details.</summary>
internal static class Errors
{
    public const string AlreadyCompleted = "workflow execution already completed";

    public static GrpcException InvalidArgument(string message) => new(GrpcStatusCode.InvalidArgument, message);

    public static GrpcException NotFound(string message) =>
        With(GrpcStatusCode.NotFound, message, new NotFoundFailure());

    public static GrpcException WorkflowNotFound(string workflowId, string? runId) =>
        NotFound(string.IsNullOrEmpty(runId)
            ? $"workflow not found for ID: {workflowId}"
            : $"workflow execution not found for workflow ID \"{workflowId}\" and run ID \"{runId}\"");

    public static GrpcException NamespaceNotFound(string name) =>
        With(
            GrpcStatusCode.NotFound, $"Namespace {name} is not found.", new NamespaceNotFoundFailure { Namespace = name });

    public static GrpcException AlreadyStarted(string message, string requestId, string runId, string firstRunId) =>
        With(
            GrpcStatusCode.AlreadyExists,
            message,
            new WorkflowExecutionAlreadyStartedFailure
            {
                StartRequestId = requestId,
                RunId = runId,
                FirstExecutionRunId = firstRunId,
            });

    public static GrpcException QueryFailed(string message, Temporalio.Api.Failure.V1.Failure? failure) =>
        With(GrpcStatusCode.InvalidArgument, message, new QueryFailedFailure { Failure = failure });

    public static GrpcException WorkflowNotReady(string message) =>
        With(GrpcStatusCode.FailedPrecondition, message, new WorkflowNotReadyFailure());

    public static GrpcException ResourceExhausted(string message, ResourceExhaustedCause cause) =>
        With(
            GrpcStatusCode.ResourceExhausted,
            message,
            new ResourceExhaustedFailure { Cause = cause, Scope = ResourceExhaustedScope.Namespace });

    public static GrpcException Unavailable(string message) => new(GrpcStatusCode.Unavailable, message);

    /// <summary>Storage failed: trying again helps unless what is stored is damaged.</summary>
    public static GrpcException Of(StoreException error) =>
        new(error.IsDamage ? GrpcStatusCode.DataLoss : GrpcStatusCode.Unavailable, error.Message, null, error);

    public static GrpcException With(GrpcStatusCode code, string message, params IMessage[] details)
    {
        var status = new Status { Code = (int)code, Message = message };
        status.Details.Add(details.Select(PackedMessages.Pack));
        return new GrpcException(code, message, status.ToByteString());
    }
}
