using Temporalio.Api.WorkflowService.V1;

namespace Temporalio.Client;

/// <content>Calls about workers and task queues, in the order of their names.</content>
public abstract partial class WorkflowService
{
    /// <summary>Calls CountWorkers.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<CountWorkersResponse> CountWorkersAsync(CountWorkersRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("CountWorkers", req, CountWorkersResponse.Parser, options);

    /// <summary>Calls DescribeTaskQueue.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<DescribeTaskQueueResponse> DescribeTaskQueueAsync(DescribeTaskQueueRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("DescribeTaskQueue", req, DescribeTaskQueueResponse.Parser, options);

    /// <summary>Calls DescribeWorker.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<DescribeWorkerResponse> DescribeWorkerAsync(DescribeWorkerRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("DescribeWorker", req, DescribeWorkerResponse.Parser, options);

    /// <summary>Calls FetchWorkerConfig.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<FetchWorkerConfigResponse> FetchWorkerConfigAsync(FetchWorkerConfigRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("FetchWorkerConfig", req, FetchWorkerConfigResponse.Parser, options);

    /// <summary>Calls ListTaskQueuePartitions.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<ListTaskQueuePartitionsResponse> ListTaskQueuePartitionsAsync(ListTaskQueuePartitionsRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("ListTaskQueuePartitions", req, ListTaskQueuePartitionsResponse.Parser, options);

    /// <summary>Calls ListWorkers.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<ListWorkersResponse> ListWorkersAsync(ListWorkersRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("ListWorkers", req, ListWorkersResponse.Parser, options);

    /// <summary>Calls RecordWorkerHeartbeat.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<RecordWorkerHeartbeatResponse> RecordWorkerHeartbeatAsync(RecordWorkerHeartbeatRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("RecordWorkerHeartbeat", req, RecordWorkerHeartbeatResponse.Parser, options);

    /// <summary>Calls UpdateTaskQueueConfig.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<UpdateTaskQueueConfigResponse> UpdateTaskQueueConfigAsync(UpdateTaskQueueConfigRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("UpdateTaskQueueConfig", req, UpdateTaskQueueConfigResponse.Parser, options);

    /// <summary>Calls UpdateWorkerConfig.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<UpdateWorkerConfigResponse> UpdateWorkerConfigAsync(UpdateWorkerConfigRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("UpdateWorkerConfig", req, UpdateWorkerConfigResponse.Parser, options);
}
