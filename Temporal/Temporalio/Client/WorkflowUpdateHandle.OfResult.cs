namespace Temporalio.Client;

/// <summary>An update that may exist.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
/// <param name="Client">The client.</param>
/// <param name="Id">The update's id.</param>
/// <param name="WorkflowId">The workflow's id.</param>
/// <param name="WorkflowRunId">The run; null for the current one.</param>
public record WorkflowUpdateHandle<TResult>(
    ITemporalClient Client, string Id, string WorkflowId, string? WorkflowRunId = null)
    : WorkflowUpdateHandle(Client, Id, WorkflowId, WorkflowRunId)
{
    /// <summary>Waits for the result.</summary>
    /// <param name="rpcOptions">Options of the calls.</param>
    /// <returns>The result.</returns>
    public new Task<TResult> GetResultAsync(RpcOptions? rpcOptions = null) => GetResultAsync<TResult>(rpcOptions);
}
