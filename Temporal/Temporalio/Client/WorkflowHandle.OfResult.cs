namespace Temporalio.Client;

/// <summary>A workflow that may exist.</summary>
/// <typeparam name="TWorkflow">The workflow's class.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
/// <param name="Client">The client.</param>
/// <param name="Id">The workflow's id.</param>
/// <param name="RunId">The run that calls go to; null for the current one.</param>
/// <param name="ResultRunId">The run whose result is waited for; null for the current one.</param>
/// <param name="FirstExecutionRunId">The first run of the chain, which cancelling and terminating must hit; null for
/// any.</param>
public record WorkflowHandle<TWorkflow, TResult>(
    ITemporalClient Client,
    string Id,
    string? RunId = null,
    string? ResultRunId = null,
    string? FirstExecutionRunId = null) : WorkflowHandle<TWorkflow>(Client, Id, RunId, ResultRunId, FirstExecutionRunId)
{
    /// <summary>Waits for the result.</summary>
    /// <param name="followRuns">Whether later runs of the chain are waited for. Default true.</param>
    /// <param name="rpcOptions">Options of the calls.</param>
    /// <returns>The result.</returns>
    public new Task<TResult> GetResultAsync(bool followRuns = true, RpcOptions? rpcOptions = null) =>
        GetResultAsync<TResult>(followRuns, rpcOptions);
}
