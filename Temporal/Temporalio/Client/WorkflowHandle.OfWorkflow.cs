using System.Linq.Expressions;

namespace Temporalio.Client;

/// <summary>A workflow that may exist.</summary>
/// <typeparam name="TWorkflow">The workflow's class.</typeparam>
/// <param name="Client">The client.</param>
/// <param name="Id">The workflow's id.</param>
/// <param name="RunId">The run that calls go to; null for the current one.</param>
/// <param name="ResultRunId">The run whose result is waited for; null for the current one.</param>
/// <param name="FirstExecutionRunId">The first run of the chain, which cancelling and terminating must hit; null for
/// any.</param>
public record WorkflowHandle<TWorkflow>(
    ITemporalClient Client,
    string Id,
    string? RunId = null,
    string? ResultRunId = null,
    string? FirstExecutionRunId = null) : WorkflowHandle(Client, Id, RunId, ResultRunId, FirstExecutionRunId)
{
    /// <summary>Sends a signal.</summary>
    /// <param name="signalCall">A call of the signal's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends when the server has it.</returns>
    public Task SignalAsync(
        Expression<Func<TWorkflow, Task>> signalCall, WorkflowSignalOptions? options = null) =>
        SignalAsync<TWorkflow>(signalCall, options);

    /// <summary>Queries the workflow.</summary>
    /// <typeparam name="TQueryResult">The type of the result.</typeparam>
    /// <param name="queryCall">A call of the query's method, or an access of its property.</param>
    /// <param name="options">Options.</param>
    /// <returns>The answer.</returns>
    public Task<TQueryResult> QueryAsync<TQueryResult>(
        Expression<Func<TWorkflow, TQueryResult>> queryCall, WorkflowQueryOptions? options = null) =>
        QueryAsync<TWorkflow, TQueryResult>(queryCall, options);

    /// <summary>Starts an update.</summary>
    /// <param name="updateCall">A call of the update's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>The update's handle.</returns>
    public Task<WorkflowUpdateHandle> StartUpdateAsync(
        Expression<Func<TWorkflow, Task>> updateCall, WorkflowUpdateStartOptions options) =>
        StartUpdateAsync<TWorkflow>(updateCall, options);

    /// <summary>Starts an update.</summary>
    /// <typeparam name="TUpdateResult">The type of the result.</typeparam>
    /// <param name="updateCall">A call of the update's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>The update's handle.</returns>
    public Task<WorkflowUpdateHandle<TUpdateResult>> StartUpdateAsync<TUpdateResult>(
        Expression<Func<TWorkflow, Task<TUpdateResult>>> updateCall, WorkflowUpdateStartOptions options) =>
        StartUpdateAsync<TWorkflow, TUpdateResult>(updateCall, options);

    /// <summary>Makes an update and waits for its end.</summary>
    /// <param name="updateCall">A call of the update's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends with the update.</returns>
    public Task ExecuteUpdateAsync(
        Expression<Func<TWorkflow, Task>> updateCall, WorkflowUpdateOptions? options = null) =>
        ExecuteUpdateAsync<TWorkflow>(updateCall, options);

    /// <summary>Makes an update and waits for its result.</summary>
    /// <typeparam name="TUpdateResult">The type of the result.</typeparam>
    /// <param name="updateCall">A call of the update's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>The result.</returns>
    public Task<TUpdateResult> ExecuteUpdateAsync<TUpdateResult>(
        Expression<Func<TWorkflow, Task<TUpdateResult>>> updateCall, WorkflowUpdateOptions? options = null) =>
        ExecuteUpdateAsync<TWorkflow, TUpdateResult>(updateCall, options);
}
