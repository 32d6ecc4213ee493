using System.Linq.Expressions;
using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>A handle on a child that has started.</summary>
public abstract class ChildWorkflowHandle
{
    /// <summary>The workflow id.</summary>
    public abstract string Id { get; }

    /// <summary>The first run of the child.</summary>
    public abstract string FirstExecutionRunId { get; }

    /// <summary>Waits for the end.</summary>
    /// <returns>When the child has ended.</returns>
    public Task GetResultAsync() => GetResultAsync<ValueTuple>();

    /// <summary>Waits for the result.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <returns>The result.</returns>
    public abstract Task<TResult> GetResultAsync<TResult>();

    /// <summary>Signals the child.</summary>
    /// <typeparam name="TWorkflow">The workflow type.</typeparam>
    /// <param name="signalCall">The call of the signal method.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the signal is delivered.</returns>
    public Task SignalAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> signalCall, ChildWorkflowSignalOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(signalCall);
        return SignalAsync(WorkflowSignalDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Signals the child.</summary>
    /// <param name="signal">The signal name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the signal is delivered.</returns>
    public abstract Task SignalAsync(
        string signal, IReadOnlyCollection<object?> args, ChildWorkflowSignalOptions? options = null);
}
