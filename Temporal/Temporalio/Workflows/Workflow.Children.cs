using System.Linq.Expressions;
using Temporalio.Common;

namespace Temporalio.Workflows;

/// <content>Child and other workflows, and continue-as-new.</content>
public static partial class Workflow
{
    /// <summary>Makes the exception that continues as new; it has to be thrown.</summary>
    /// <typeparam name="TWorkflow">The workflow type.</typeparam>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="workflowRunCall">The call of the run method.</param>
    /// <param name="options">The options.</param>
    /// <returns>The exception.</returns>
    public static ContinueAsNewException CreateContinueAsNewException<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall, ContinueAsNewOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(workflowRunCall);
        return CreateContinueAsNewException(NameOf<TWorkflow>(method), args, options);
    }

    /// <summary>Makes the exception that continues as new; it has to be thrown.</summary>
    /// <typeparam name="TWorkflow">The workflow type.</typeparam>
    /// <param name="workflowRunCall">The call of the run method.</param>
    /// <param name="options">The options.</param>
    /// <returns>The exception.</returns>
    public static ContinueAsNewException CreateContinueAsNewException<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall, ContinueAsNewOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(workflowRunCall);
        return CreateContinueAsNewException(NameOf<TWorkflow>(method), args, options);
    }

    /// <summary>Makes the exception that continues as new; it has to be thrown.</summary>
    /// <param name="workflow">The workflow type name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options.</param>
    /// <returns>The exception.</returns>
    public static ContinueAsNewException CreateContinueAsNewException(
        string workflow, IReadOnlyCollection<object?> args, ContinueAsNewOptions? options = null) =>
        Context.Outbound.CreateContinueAsNewException(new(workflow, args, options, null));

    /// <summary>Starts a child and waits for its result.</summary>
    /// <typeparam name="TWorkflow">The workflow type.</typeparam>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="workflowRunCall">The call of the run method.</param>
    /// <param name="options">The options.</param>
    /// <returns>The result.</returns>
    public static async Task<TResult> ExecuteChildWorkflowAsync<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall, ChildWorkflowOptions? options = null)
    {
        var handle = await StartChildWorkflowAsync(workflowRunCall, options).ConfigureAwait(true);
        return await handle.GetResultAsync().ConfigureAwait(true);
    }

    /// <summary>Starts a child and waits for its end.</summary>
    /// <typeparam name="TWorkflow">The workflow type.</typeparam>
    /// <param name="workflowRunCall">The call of the run method.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the child has ended.</returns>
    public static async Task ExecuteChildWorkflowAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall, ChildWorkflowOptions? options = null)
    {
        var handle = await StartChildWorkflowAsync(workflowRunCall, options).ConfigureAwait(true);
        await handle.GetResultAsync().ConfigureAwait(true);
    }

    /// <summary>Starts a child by name and waits for its end.</summary>
    /// <param name="workflow">The workflow type name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the child has ended.</returns>
    public static async Task ExecuteChildWorkflowAsync(
        string workflow, IReadOnlyCollection<object?> args, ChildWorkflowOptions? options = null)
    {
        var handle = await StartChildWorkflowAsync(workflow, args, options).ConfigureAwait(true);
        await handle.GetResultAsync().ConfigureAwait(true);
    }

    /// <summary>Starts a child by name and waits for its result.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="workflow">The workflow type name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options.</param>
    /// <returns>The result.</returns>
    public static async Task<TResult> ExecuteChildWorkflowAsync<TResult>(
        string workflow, IReadOnlyCollection<object?> args, ChildWorkflowOptions? options = null)
    {
        var handle = await StartChildWorkflowAsync(workflow, args, options).ConfigureAwait(true);
        return await handle.GetResultAsync<TResult>().ConfigureAwait(true);
    }

    /// <summary>A handle on another workflow.</summary>
    /// <param name="id">The workflow id.</param>
    /// <param name="runId">The run id, if fixed.</param>
    /// <returns>The handle.</returns>
    public static ExternalWorkflowHandle GetExternalWorkflowHandle(string id, string? runId = null) =>
        Context.GetExternalWorkflowHandle<ValueTuple>(id, runId);

    /// <summary>A handle on another workflow.</summary>
    /// <typeparam name="TWorkflow">The workflow type.</typeparam>
    /// <param name="id">The workflow id.</param>
    /// <param name="runId">The run id, if fixed.</param>
    /// <returns>The handle.</returns>
    public static ExternalWorkflowHandle<TWorkflow> GetExternalWorkflowHandle<TWorkflow>(
        string id, string? runId = null) => Context.GetExternalWorkflowHandle<TWorkflow>(id, runId);

    /// <summary>Starts a child.</summary>
    /// <typeparam name="TWorkflow">The workflow type.</typeparam>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="workflowRunCall">The call of the run method.</param>
    /// <param name="options">The options.</param>
    /// <returns>The handle, when the child has started.</returns>
    public static Task<ChildWorkflowHandle<TWorkflow, TResult>> StartChildWorkflowAsync<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall, ChildWorkflowOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(workflowRunCall);
        return StartChildAsync<TWorkflow, TResult>(NameOf<TWorkflow>(method), args, options);
    }

    /// <summary>Starts a child.</summary>
    /// <typeparam name="TWorkflow">The workflow type.</typeparam>
    /// <param name="workflowRunCall">The call of the run method.</param>
    /// <param name="options">The options.</param>
    /// <returns>The handle, when the child has started.</returns>
    public static async Task<ChildWorkflowHandle<TWorkflow>> StartChildWorkflowAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall, ChildWorkflowOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(workflowRunCall);
        return await StartChildAsync<TWorkflow, ValueTuple>(NameOf<TWorkflow>(method), args, options)
            .ConfigureAwait(true);
    }

    /// <summary>Starts a child by name.</summary>
    /// <param name="workflow">The workflow type name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options.</param>
    /// <returns>The handle, when the child has started.</returns>
    public static async Task<ChildWorkflowHandle> StartChildWorkflowAsync(
        string workflow, IReadOnlyCollection<object?> args, ChildWorkflowOptions? options = null) =>
        await StartChildAsync<ValueTuple, ValueTuple>(workflow, args, options).ConfigureAwait(true);

    private static Task<ChildWorkflowHandle<TWorkflow, TResult>> StartChildAsync<TWorkflow, TResult>(
        string workflow, IReadOnlyCollection<object?> args, ChildWorkflowOptions? options) =>
        Context.Outbound.StartChildWorkflowAsync<TWorkflow, TResult>(new(workflow, args, options ?? new(), null));

    private static string NameOf<TWorkflow>(System.Reflection.MethodInfo method) =>
        WorkflowDefinition.NameFromRunMethodForCall(method, typeof(TWorkflow));
}
