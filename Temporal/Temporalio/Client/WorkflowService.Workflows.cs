using Temporalio.Api.WorkflowService.V1;

namespace Temporalio.Client;

/// <content>Calls about single workflows, in the order of their names.</content>
public abstract partial class WorkflowService
{
    /// <summary>Calls DeleteWorkflowExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<DeleteWorkflowExecutionResponse> DeleteWorkflowExecutionAsync(DeleteWorkflowExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("DeleteWorkflowExecution", req, DeleteWorkflowExecutionResponse.Parser, options);

    /// <summary>Calls DescribeWorkflowExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<DescribeWorkflowExecutionResponse> DescribeWorkflowExecutionAsync(DescribeWorkflowExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("DescribeWorkflowExecution", req, DescribeWorkflowExecutionResponse.Parser, options);

    /// <summary>Calls ExecuteMultiOperation.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<ExecuteMultiOperationResponse> ExecuteMultiOperationAsync(ExecuteMultiOperationRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("ExecuteMultiOperation", req, ExecuteMultiOperationResponse.Parser, options);

    /// <summary>Calls GetWorkflowExecutionHistory.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<GetWorkflowExecutionHistoryResponse> GetWorkflowExecutionHistoryAsync(GetWorkflowExecutionHistoryRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("GetWorkflowExecutionHistory", req, GetWorkflowExecutionHistoryResponse.Parser, options);

    /// <summary>Calls GetWorkflowExecutionHistoryReverse.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<GetWorkflowExecutionHistoryReverseResponse> GetWorkflowExecutionHistoryReverseAsync(GetWorkflowExecutionHistoryReverseRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("GetWorkflowExecutionHistoryReverse", req, GetWorkflowExecutionHistoryReverseResponse.Parser, options);

    /// <summary>Calls PauseWorkflowExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<PauseWorkflowExecutionResponse> PauseWorkflowExecutionAsync(PauseWorkflowExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("PauseWorkflowExecution", req, PauseWorkflowExecutionResponse.Parser, options);

    /// <summary>Calls PollWorkflowExecutionTimeSkipping.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<PollWorkflowExecutionTimeSkippingResponse> PollWorkflowExecutionTimeSkippingAsync(PollWorkflowExecutionTimeSkippingRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("PollWorkflowExecutionTimeSkipping", req, PollWorkflowExecutionTimeSkippingResponse.Parser, options);

    /// <summary>Calls PollWorkflowExecutionUpdate.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<PollWorkflowExecutionUpdateResponse> PollWorkflowExecutionUpdateAsync(PollWorkflowExecutionUpdateRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("PollWorkflowExecutionUpdate", req, PollWorkflowExecutionUpdateResponse.Parser, options);

    /// <summary>Calls QueryWorkflow.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<QueryWorkflowResponse> QueryWorkflowAsync(QueryWorkflowRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("QueryWorkflow", req, QueryWorkflowResponse.Parser, options);

    /// <summary>Calls RequestCancelWorkflowExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<RequestCancelWorkflowExecutionResponse> RequestCancelWorkflowExecutionAsync(RequestCancelWorkflowExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("RequestCancelWorkflowExecution", req, RequestCancelWorkflowExecutionResponse.Parser, options);

    /// <summary>Calls ResetWorkflowExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<ResetWorkflowExecutionResponse> ResetWorkflowExecutionAsync(ResetWorkflowExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("ResetWorkflowExecution", req, ResetWorkflowExecutionResponse.Parser, options);

    /// <summary>Calls SignalWithStartWorkflowExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<SignalWithStartWorkflowExecutionResponse> SignalWithStartWorkflowExecutionAsync(SignalWithStartWorkflowExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("SignalWithStartWorkflowExecution", req, SignalWithStartWorkflowExecutionResponse.Parser, options);

    /// <summary>Calls SignalWorkflowExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<SignalWorkflowExecutionResponse> SignalWorkflowExecutionAsync(SignalWorkflowExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("SignalWorkflowExecution", req, SignalWorkflowExecutionResponse.Parser, options);

    /// <summary>Calls StartWorkflowExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<StartWorkflowExecutionResponse> StartWorkflowExecutionAsync(StartWorkflowExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("StartWorkflowExecution", req, StartWorkflowExecutionResponse.Parser, options);

    /// <summary>Calls TerminateWorkflowExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<TerminateWorkflowExecutionResponse> TerminateWorkflowExecutionAsync(TerminateWorkflowExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("TerminateWorkflowExecution", req, TerminateWorkflowExecutionResponse.Parser, options);

    /// <summary>Calls UnpauseWorkflowExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<UnpauseWorkflowExecutionResponse> UnpauseWorkflowExecutionAsync(UnpauseWorkflowExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("UnpauseWorkflowExecution", req, UnpauseWorkflowExecutionResponse.Parser, options);

    /// <summary>Calls UpdateWorkflowExecution.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<UpdateWorkflowExecutionResponse> UpdateWorkflowExecutionAsync(UpdateWorkflowExecutionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("UpdateWorkflowExecution", req, UpdateWorkflowExecutionResponse.Parser, options);

    /// <summary>Calls UpdateWorkflowExecutionOptions.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<UpdateWorkflowExecutionOptionsResponse> UpdateWorkflowExecutionOptionsAsync(UpdateWorkflowExecutionOptionsRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("UpdateWorkflowExecutionOptions", req, UpdateWorkflowExecutionOptionsResponse.Parser, options);
}
