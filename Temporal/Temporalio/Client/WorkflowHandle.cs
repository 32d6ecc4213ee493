using System.Linq.Expressions;
using Temporalio.Api.History.V1;
using Temporalio.Common;

namespace Temporalio.Client;

/// <summary>A workflow that may exist.</summary>
/// <param name="Client">The client.</param>
/// <param name="Id">The workflow's id.</param>
/// <param name="RunId">The run that calls go to; null for the current one.</param>
/// <param name="ResultRunId">The run whose result is waited for; null for the current one.</param>
/// <param name="FirstExecutionRunId">The first run of the chain, which cancelling and terminating must hit; null for
/// any.</param>
public partial record WorkflowHandle(
    ITemporalClient Client,
    string Id,
    string? RunId = null,
    string? ResultRunId = null,
    string? FirstExecutionRunId = null)
{
    /// <summary>Sends a signal.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <param name="signalCall">A call of the signal's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends when the server has it.</returns>
    public Task SignalAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> signalCall, WorkflowSignalOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(signalCall);
        return SignalAsync(DefinitionNames.Signal(method), args, options);
    }

    /// <summary>Sends a signal by its name.</summary>
    /// <param name="signal">The signal's name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends when the server has it.</returns>
    public virtual Task SignalAsync(
        string signal, IReadOnlyCollection<object?> args, WorkflowSignalOptions? options = null) =>
        Client.OutboundInterceptor.SignalWorkflowAsync(new(Id, RunId, signal, args, options, null));

    /// <summary>Queries the workflow.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <typeparam name="TQueryResult">The type of the result.</typeparam>
    /// <param name="queryCall">A call of the query's method, or an access of its property.</param>
    /// <param name="options">Options.</param>
    /// <returns>The answer.</returns>
    public Task<TQueryResult> QueryAsync<TWorkflow, TQueryResult>(
        Expression<Func<TWorkflow, TQueryResult>> queryCall, WorkflowQueryOptions? options = null)
    {
        var (member, args) = ExpressionUtil.ExtractMemberAccess(queryCall);
        return QueryAsync<TQueryResult>(DefinitionNames.Query(member), args, options);
    }

    /// <summary>Queries the workflow by the query's name.</summary>
    /// <typeparam name="TQueryResult">The type of the result.</typeparam>
    /// <param name="query">The query's name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options.</param>
    /// <returns>The answer.</returns>
    public virtual Task<TQueryResult> QueryAsync<TQueryResult>(
        string query, IReadOnlyCollection<object?> args, WorkflowQueryOptions? options = null) =>
        Client.OutboundInterceptor.QueryWorkflowAsync<TQueryResult>(new(Id, RunId, query, args, options, null));

    /// <summary>Starts an update.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <param name="updateCall">A call of the update's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>The update's handle.</returns>
    public async Task<WorkflowUpdateHandle> StartUpdateAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> updateCall, WorkflowUpdateStartOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(updateCall);
        return await StartUpdateAsync<ValueTuple>(DefinitionNames.Update(method), args, options).ConfigureAwait(false);
    }

    /// <summary>Starts an update.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <typeparam name="TUpdateResult">The type of the result.</typeparam>
    /// <param name="updateCall">A call of the update's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>The update's handle.</returns>
    public Task<WorkflowUpdateHandle<TUpdateResult>> StartUpdateAsync<TWorkflow, TUpdateResult>(
        Expression<Func<TWorkflow, Task<TUpdateResult>>> updateCall, WorkflowUpdateStartOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(updateCall);
        return StartUpdateAsync<TUpdateResult>(DefinitionNames.Update(method), args, options);
    }

    /// <summary>Starts an update by its name.</summary>
    /// <param name="update">The update's name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options.</param>
    /// <returns>The update's handle.</returns>
    public async Task<WorkflowUpdateHandle> StartUpdateAsync(
        string update, IReadOnlyCollection<object?> args, WorkflowUpdateStartOptions options) =>
        await StartUpdateAsync<ValueTuple>(update, args, options).ConfigureAwait(false);

    /// <summary>Starts an update by its name.</summary>
    /// <typeparam name="TUpdateResult">The type of the result.</typeparam>
    /// <param name="update">The update's name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options.</param>
    /// <returns>The update's handle.</returns>
    public virtual Task<WorkflowUpdateHandle<TUpdateResult>> StartUpdateAsync<TUpdateResult>(
        string update, IReadOnlyCollection<object?> args, WorkflowUpdateStartOptions options) =>
        Client.OutboundInterceptor.StartWorkflowUpdateAsync<TUpdateResult>(
            new(Id, RunId, FirstExecutionRunId, update, args, options, null));

    /// <summary>Makes an update and waits for its end.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <param name="updateCall">A call of the update's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends with the update.</returns>
    public async Task ExecuteUpdateAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> updateCall, WorkflowUpdateOptions? options = null)
    {
        var handle = await StartUpdateAsync(updateCall, ToCompletion(options)).ConfigureAwait(false);
        await handle.GetResultAsync(options?.Rpc).ConfigureAwait(false);
    }

    /// <summary>Makes an update and waits for its result.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <typeparam name="TUpdateResult">The type of the result.</typeparam>
    /// <param name="updateCall">A call of the update's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>The result.</returns>
    public async Task<TUpdateResult> ExecuteUpdateAsync<TWorkflow, TUpdateResult>(
        Expression<Func<TWorkflow, Task<TUpdateResult>>> updateCall, WorkflowUpdateOptions? options = null)
    {
        var handle = await StartUpdateAsync(updateCall, ToCompletion(options)).ConfigureAwait(false);
        return await handle.GetResultAsync(options?.Rpc).ConfigureAwait(false);
    }

    /// <summary>Makes an update by its name and waits for its end.</summary>
    /// <param name="update">The update's name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends with the update.</returns>
    public async Task ExecuteUpdateAsync(
        string update, IReadOnlyCollection<object?> args, WorkflowUpdateOptions? options = null)
    {
        var handle = await StartUpdateAsync(update, args, ToCompletion(options)).ConfigureAwait(false);
        await handle.GetResultAsync(options?.Rpc).ConfigureAwait(false);
    }

    /// <summary>Makes an update by its name and waits for its result.</summary>
    /// <typeparam name="TUpdateResult">The type of the result.</typeparam>
    /// <param name="update">The update's name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options.</param>
    /// <returns>The result.</returns>
    public async Task<TUpdateResult> ExecuteUpdateAsync<TUpdateResult>(
        string update, IReadOnlyCollection<object?> args, WorkflowUpdateOptions? options = null)
    {
        var handle = await StartUpdateAsync<TUpdateResult>(update, args, ToCompletion(options)).ConfigureAwait(false);
        return await handle.GetResultAsync(options?.Rpc).ConfigureAwait(false);
    }

    /// <summary>Makes a handle of an update that may exist.</summary>
    /// <param name="id">The update's id.</param>
    /// <returns>The handle.</returns>
    public WorkflowUpdateHandle GetUpdateHandle(string id) => new(Client, id, Id, RunId);

    /// <summary>Makes a handle of an update that may exist.</summary>
    /// <typeparam name="TUpdateResult">The type of the result.</typeparam>
    /// <param name="id">The update's id.</param>
    /// <returns>The handle.</returns>
    public WorkflowUpdateHandle<TUpdateResult> GetUpdateHandle<TUpdateResult>(string id) =>
        new(Client, id, Id, RunId);

    /// <summary>Describes the workflow.</summary>
    /// <param name="options">Options.</param>
    /// <returns>The description.</returns>
    public virtual Task<WorkflowExecutionDescription> DescribeAsync(WorkflowDescribeOptions? options = null) =>
        Client.OutboundInterceptor.DescribeWorkflowAsync(new(Id, RunId, options));

    /// <summary>Asks the workflow to cancel itself.</summary>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends when the server has it.</returns>
    public virtual Task CancelAsync(WorkflowCancelOptions? options = null) =>
        Client.OutboundInterceptor.CancelWorkflowAsync(new(Id, RunId, FirstExecutionRunId, options));

    /// <summary>Ends the workflow at once.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends when the server has it.</returns>
    public virtual Task TerminateAsync(string? reason = null, WorkflowTerminateOptions? options = null) =>
        Client.OutboundInterceptor.TerminateWorkflowAsync(new(Id, RunId, FirstExecutionRunId, reason, options));

    /// <summary>Fetches the history.</summary>
    /// <param name="options">Options.</param>
    /// <returns>The history.</returns>
    public virtual async Task<WorkflowHistory> FetchHistoryAsync(WorkflowHistoryEventFetchOptions? options = null)
    {
        var events = new List<HistoryEvent>();
        await foreach (var historyEvent in FetchHistoryEventsAsync(options).ConfigureAwait(false))
        {
            events.Add(historyEvent);
        }

        return new(Id, events);
    }

    private static WorkflowUpdateStartOptions ToCompletion(WorkflowUpdateOptions? options) => new()
    {
        Id = options?.Id,
        Rpc = options?.Rpc,
        WaitForStage = WorkflowUpdateStage.Completed,
    };
}
