using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Temporalio.Common;

namespace Temporalio.Client;

/// <summary>Shorthands for clients.</summary>
public static class ITemporalClientExtensions
{
    /// <summary>Starts a workflow and waits for its result.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="workflowRunCall">A call of the run method.</param>
    /// <param name="options">Options; id and task queue must be set.</param>
    /// <returns>The result.</returns>
    public static async Task<TResult> ExecuteWorkflowAsync<TWorkflow, TResult>(
        this ITemporalClient client, Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall, WorkflowOptions options)
    {
        var handle = await client.StartWorkflowAsync(workflowRunCall, options).ConfigureAwait(false);
        return await handle.GetResultAsync(rpcOptions: options.Rpc).ConfigureAwait(false);
    }

    /// <summary>Starts a workflow and waits for its end.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="workflowRunCall">A call of the run method.</param>
    /// <param name="options">Options; id and task queue must be set.</param>
    /// <returns>A task that ends with the workflow.</returns>
    public static async Task ExecuteWorkflowAsync<TWorkflow>(
        this ITemporalClient client, Expression<Func<TWorkflow, Task>> workflowRunCall, WorkflowOptions options)
    {
        var handle = await client.StartWorkflowAsync(workflowRunCall, options).ConfigureAwait(false);
        await handle.GetResultAsync(rpcOptions: options.Rpc).ConfigureAwait(false);
    }

    /// <summary>Starts a workflow by its type's name and waits for its end.</summary>
    /// <param name="client">The client.</param>
    /// <param name="workflow">The workflow's type.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options; id and task queue must be set.</param>
    /// <returns>A task that ends with the workflow.</returns>
    public static async Task ExecuteWorkflowAsync(
        this ITemporalClient client, string workflow, IReadOnlyCollection<object?> args, WorkflowOptions options)
    {
        var handle = await client.StartWorkflowAsync(workflow, args, options).ConfigureAwait(false);
        await handle.GetResultAsync(rpcOptions: options.Rpc).ConfigureAwait(false);
    }

    /// <summary>Starts a workflow by its type's name and waits for its result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="workflow">The workflow's type.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options; id and task queue must be set.</param>
    /// <returns>The result.</returns>
    public static async Task<TResult> ExecuteWorkflowAsync<TResult>(
        this ITemporalClient client, string workflow, IReadOnlyCollection<object?> args, WorkflowOptions options)
    {
        var handle = await client.StartWorkflowAsync(workflow, args, options).ConfigureAwait(false);
        return await handle.GetResultAsync<TResult>(rpcOptions: options.Rpc).ConfigureAwait(false);
    }

    /// <summary>Makes an update, starting its workflow first if that does not run, and waits for its end.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="updateCall">A call of the update's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends with the update.</returns>
    public static async Task ExecuteUpdateWithStartWorkflowAsync<TWorkflow>(
        this ITemporalClient client, Expression<Func<TWorkflow, Task>> updateCall, WorkflowUpdateWithStartOptions options)
    {
        var handle = await client.StartUpdateWithStartWorkflowAsync(updateCall, ToCompletion(options)).ConfigureAwait(false);
        await handle.GetResultAsync(options.Rpc).ConfigureAwait(false);
    }

    /// <summary>Makes an update, starting its workflow first if that does not run, and waits for its result.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <typeparam name="TUpdateResult">The type of the result.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="updateCall">A call of the update's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>The result.</returns>
    public static async Task<TUpdateResult> ExecuteUpdateWithStartWorkflowAsync<TWorkflow, TUpdateResult>(
        this ITemporalClient client, Expression<Func<TWorkflow, Task<TUpdateResult>>> updateCall, WorkflowUpdateWithStartOptions options)
    {
        var handle = await client.StartUpdateWithStartWorkflowAsync(updateCall, ToCompletion(options)).ConfigureAwait(false);
        return await handle.GetResultAsync(options.Rpc).ConfigureAwait(false);
    }

    /// <summary>Makes an update, starting its workflow first if that does not run, and waits for its end.</summary>
    /// <param name="client">The client.</param>
    /// <param name="update">The update's name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options.</param>
    /// <returns>A task that ends with the update.</returns>
    public static async Task ExecuteUpdateWithStartWorkflowAsync(
        this ITemporalClient client, string update, IReadOnlyCollection<object?> args, WorkflowUpdateWithStartOptions options)
    {
        var handle = await client.StartUpdateWithStartWorkflowAsync(update, args, ToCompletion(options)).ConfigureAwait(false);
        await handle.GetResultAsync(options.Rpc).ConfigureAwait(false);
    }

    /// <summary>Makes an update, starting its workflow first if that does not run, and waits for its result.</summary>
    /// <typeparam name="TUpdateResult">The type of the result.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="update">The update's name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options.</param>
    /// <returns>The result.</returns>
    public static async Task<TUpdateResult> ExecuteUpdateWithStartWorkflowAsync<TUpdateResult>(
        this ITemporalClient client, string update, IReadOnlyCollection<object?> args, WorkflowUpdateWithStartOptions options)
    {
        var handle = await client.StartUpdateWithStartWorkflowAsync<TUpdateResult>(update, args, ToCompletion(options)).ConfigureAwait(false);
        return await handle.GetResultAsync(options.Rpc).ConfigureAwait(false);
    }

    /// <summary>Lists workflows and fetches the history of each.</summary>
    /// <param name="client">The client.</param>
    /// <param name="query">The list filter; empty for all.</param>
    /// <param name="listOptions">Options of listing.</param>
    /// <param name="historyFetchOptions">Options of fetching.</param>
    /// <returns>The histories, fetched as they are read.</returns>
    public static IAsyncEnumerable<WorkflowHistory> ListWorkflowHistoriesAsync(
        this ITemporalClient client,
        string query,
        WorkflowListOptions? listOptions = null,
        WorkflowHistoryEventFetchOptions? historyFetchOptions = null) =>
        ListHistoriesAsync(client, query, listOptions, historyFetchOptions);

    private static WorkflowStartUpdateWithStartOptions ToCompletion(WorkflowUpdateWithStartOptions options) => new()
    {
        Id = options.Id,
        Rpc = options.Rpc,
        StartWorkflowOperation = options.StartWorkflowOperation,
        WaitForStage = WorkflowUpdateStage.Completed,
    };

    private static async IAsyncEnumerable<WorkflowHistory> ListHistoriesAsync(
        ITemporalClient client,
        string query,
        WorkflowListOptions? listOptions,
        WorkflowHistoryEventFetchOptions? historyFetchOptions,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var execution in client.ListWorkflowsAsync(query, listOptions)
            .WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return await client.GetWorkflowHandle(execution.Id, execution.RunId)
                .FetchHistoryAsync(historyFetchOptions).ConfigureAwait(false);
        }
    }
}
