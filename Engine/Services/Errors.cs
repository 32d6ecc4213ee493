using Google.Protobuf;
using Grpc.Core;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Storage;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.ErrorDetails.V1;

namespace OpsFlow.Engine.Services;

/// <summary>The statuses that callers see, with Temporal's details.</summary>
internal static class Errors
{
    public const string DetailsTrailer = "grpc-status-details-bin";
    public const string UpdateAborted = "workflow update was aborted by closing workflow";
    public const string AlreadyCompleted = "workflow execution already completed";

    public static RpcException InvalidArgument(string message) => new(new Status(StatusCode.InvalidArgument, message));

    public static RpcException NotFound(string message) =>
        With(StatusCode.NotFound, message, new NotFoundFailure());

    public static RpcException WorkflowNotFound(string workflowId, string? runId) =>
        NotFound(string.IsNullOrEmpty(runId)
            ? $"workflow not found for ID: {workflowId}"
            : $"workflow execution not found for workflow ID \"{workflowId}\" and run ID \"{runId}\"");

    public static RpcException NamespaceNotFound(string name) =>
        With(
            StatusCode.NotFound, $"Namespace {name} is not found.", new NamespaceNotFoundFailure { Namespace = name });

    public static RpcException AlreadyStarted(string message, string requestId, string runId, string firstRunId) =>
        With(
            StatusCode.AlreadyExists,
            message,
            new WorkflowExecutionAlreadyStartedFailure
            {
                StartRequestId = requestId,
                RunId = runId,
                FirstExecutionRunId = firstRunId,
            });

    public static RpcException QueryFailed(string message, Temporalio.Api.Failure.V1.Failure? failure) =>
        With(StatusCode.InvalidArgument, message, new QueryFailedFailure { Failure = failure });

    public static RpcException WorkflowNotReady(string message) =>
        With(StatusCode.FailedPrecondition, message, new WorkflowNotReadyFailure());

    public static RpcException ResourceExhausted(string message, ResourceExhaustedCause cause) =>
        With(
            StatusCode.ResourceExhausted,
            message,
            new ResourceExhaustedFailure { Cause = cause, Scope = ResourceExhaustedScope.Namespace });

    public static RpcException VersionNotSupported(string server, string supported) =>
        With(
            StatusCode.FailedPrecondition,
            $"Server version {server} is not supported. Client supports server versions: {supported}",
            new ServerVersionNotSupportedFailure { ServerVersion = server, ClientSupportedServerVersions = supported });

    public static RpcException Unavailable(string message) => new(new Status(StatusCode.Unavailable, message));

    /// <summary>Storage failed: trying again helps unless what is stored is damaged.</summary>
    public static RpcException Of(StoreException error) =>
        new(new Status(error.IsDamage ? StatusCode.DataLoss : StatusCode.Unavailable, error.Message, error));

    public static RpcException With(StatusCode code, string message, params IMessage[] details)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.Add(details.Select(PackedMessages.Pack));
        return new RpcException(new Status(code, message), new Metadata { { DetailsTrailer, status.ToByteArray() } });
    }
}
