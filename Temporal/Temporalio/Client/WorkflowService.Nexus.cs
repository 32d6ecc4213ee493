using Temporalio.Api.WorkflowService.V1;

namespace Temporalio.Client;

/// <content>Calls about Nexus operations, in the order of their names.</content>
public abstract partial class WorkflowService
{
    /// <summary>Calls CountNexusOperationExecutions.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<CountNexusOperationExecutionsResponse> CountNexusOperationExecutionsAsync(CountNexusOperationExecutionsRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("CountNexusOperationExecutions", req, CountNexusOperationExecutionsResponse.Parser, options);

    /// <summary>Calls DeleteNexusOperationExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<DeleteNexusOperationExecutionResponse> DeleteNexusOperationExecutionAsync(DeleteNexusOperationExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("DeleteNexusOperationExecution", req, DeleteNexusOperationExecutionResponse.Parser, options);

    /// <summary>Calls DescribeNexusOperationExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<DescribeNexusOperationExecutionResponse> DescribeNexusOperationExecutionAsync(DescribeNexusOperationExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("DescribeNexusOperationExecution", req, DescribeNexusOperationExecutionResponse.Parser, options);

    /// <summary>Calls ListNexusOperationExecutions.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<ListNexusOperationExecutionsResponse> ListNexusOperationExecutionsAsync(ListNexusOperationExecutionsRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("ListNexusOperationExecutions", req, ListNexusOperationExecutionsResponse.Parser, options);

    /// <summary>Calls PollNexusOperationExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<PollNexusOperationExecutionResponse> PollNexusOperationExecutionAsync(PollNexusOperationExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("PollNexusOperationExecution", req, PollNexusOperationExecutionResponse.Parser, options);

    /// <summary>Calls PollNexusTaskQueue.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<PollNexusTaskQueueResponse> PollNexusTaskQueueAsync(PollNexusTaskQueueRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("PollNexusTaskQueue", req, PollNexusTaskQueueResponse.Parser, options);

    /// <summary>Calls RequestCancelNexusOperationExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<RequestCancelNexusOperationExecutionResponse> RequestCancelNexusOperationExecutionAsync(RequestCancelNexusOperationExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("RequestCancelNexusOperationExecution", req, RequestCancelNexusOperationExecutionResponse.Parser, options);

    /// <summary>Calls RespondNexusTaskCompleted.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<RespondNexusTaskCompletedResponse> RespondNexusTaskCompletedAsync(RespondNexusTaskCompletedRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("RespondNexusTaskCompleted", req, RespondNexusTaskCompletedResponse.Parser, options);

    /// <summary>Calls RespondNexusTaskFailed.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<RespondNexusTaskFailedResponse> RespondNexusTaskFailedAsync(RespondNexusTaskFailedRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("RespondNexusTaskFailed", req, RespondNexusTaskFailedResponse.Parser, options);

    /// <summary>Calls StartNexusOperationExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<StartNexusOperationExecutionResponse> StartNexusOperationExecutionAsync(StartNexusOperationExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("StartNexusOperationExecution", req, StartNexusOperationExecutionResponse.Parser, options);

    /// <summary>Calls TerminateNexusOperationExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<TerminateNexusOperationExecutionResponse> TerminateNexusOperationExecutionAsync(TerminateNexusOperationExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("TerminateNexusOperationExecution", req, TerminateNexusOperationExecutionResponse.Parser, options);
}
