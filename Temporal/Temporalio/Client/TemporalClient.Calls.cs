using System.Linq.Expressions;
using Temporalio.Common;

namespace Temporalio.Client;

/// <content>The members that start and find workflows.</content>
public partial class TemporalClient
{
    /// <inheritdoc/>
    public Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall,
        WorkflowOptions options)
    {
        var (name, args) = Run(workflowRunCall);
        return OutboundInterceptor.StartWorkflowAsync<TWorkflow, TResult>(new(name, args, options, null));
    }

    /// <inheritdoc/>
    public async Task<WorkflowHandle<TWorkflow>> StartWorkflowAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall,
        WorkflowOptions options)
    {
        var (name, args) = Run(workflowRunCall);
        return await OutboundInterceptor.StartWorkflowAsync<TWorkflow, ValueTuple>(
            new(name, args, options, null)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<WorkflowHandle> StartWorkflowAsync(
        string workflow,
        IReadOnlyCollection<object?> args,
        WorkflowOptions options)
    {
        return await OutboundInterceptor.StartWorkflowAsync<ValueTuple, ValueTuple>(
            new(workflow, args, options, null)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public WorkflowHandle GetWorkflowHandle(
        string id,
        string? runId = null,
        string? firstExecutionRunId = null) =>
        new(this, id, runId, null, firstExecutionRunId);

    /// <inheritdoc/>
    public WorkflowHandle<TWorkflow> GetWorkflowHandle<TWorkflow>(
        string id,
        string? runId = null,
        string? firstExecutionRunId = null) =>
        new(this, id, runId, runId, firstExecutionRunId);

    /// <inheritdoc/>
    public WorkflowHandle<TWorkflow, TResult> GetWorkflowHandle<TWorkflow, TResult>(
        string id,
        string? runId = null,
        string? firstExecutionRunId = null) =>
        new(this, id, runId, runId, firstExecutionRunId);

    /// <inheritdoc/>
    public async Task<WorkflowUpdateHandle> StartUpdateWithStartWorkflowAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> updateCall,
        WorkflowStartUpdateWithStartOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(updateCall);
        return await StartUpdateWithStartWorkflowAsync<ValueTuple>(
            DefinitionNames.Update(method), args, options).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<WorkflowUpdateHandle<TUpdateResult>> StartUpdateWithStartWorkflowAsync<TWorkflow, TUpdateResult>(
        Expression<Func<TWorkflow, Task<TUpdateResult>>> updateCall,
        WorkflowStartUpdateWithStartOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(updateCall);
        return StartUpdateWithStartWorkflowAsync<TUpdateResult>(DefinitionNames.Update(method), args, options);
    }

    /// <inheritdoc/>
    public async Task<WorkflowUpdateHandle> StartUpdateWithStartWorkflowAsync(
        string update,
        IReadOnlyCollection<object?> args,
        WorkflowStartUpdateWithStartOptions options)
    {
        return await StartUpdateWithStartWorkflowAsync<ValueTuple>(update, args, options).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<WorkflowUpdateHandle<TUpdateResult>> StartUpdateWithStartWorkflowAsync<TUpdateResult>(
        string update,
        IReadOnlyCollection<object?> args,
        WorkflowStartUpdateWithStartOptions options) =>
        OutboundInterceptor.StartUpdateWithStartWorkflowAsync<TUpdateResult>(new(update, args, options, null));

    /// <inheritdoc/>
    public IAsyncEnumerable<WorkflowExecution> ListWorkflowsAsync(
        string query,
        WorkflowListOptions? options = null) =>
        OutboundInterceptor.ListWorkflowsAsync(new(query, options));

    /// <inheritdoc/>
    public Task<WorkflowExecutionCount> CountWorkflowsAsync(
        string query,
        WorkflowCountOptions? options = null) =>
        OutboundInterceptor.CountWorkflowsAsync(new(query, options));

    /// <inheritdoc/>
    public Task<WorkflowListPage> ListWorkflowsPaginatedAsync(
        string query,
        byte[]? nextPageToken,
        WorkflowListPaginatedOptions? options = null) =>
        OutboundInterceptor.ListWorkflowsPaginatedAsync(new(query, nextPageToken, options));

    /// <inheritdoc/>
    public AsyncActivityHandle GetAsyncActivityHandle(byte[] taskToken) =>
        new(this, new AsyncActivityHandle.TaskTokenReference(taskToken));

    /// <inheritdoc/>
    public AsyncActivityHandle GetAsyncActivityHandle(string workflowId, string runId, string activityId) =>
        new(this, new AsyncActivityHandle.IdReference(workflowId, runId, activityId));

    private static (string Name, IReadOnlyCollection<object?> Args) Run(LambdaExpression call)
    {
        var (method, args) = ExpressionUtil.ExtractCall(call);
        DefinitionNames.CheckRun(method);
        return (DefinitionNames.Workflow(call.Parameters[0].Type), args);
    }
}
