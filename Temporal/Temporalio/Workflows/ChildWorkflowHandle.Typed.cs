using System.Linq.Expressions;

namespace Temporalio.Workflows;

/// <summary>A handle on a child that has started, with its type.</summary>
/// <typeparam name="TWorkflow">The workflow type.</typeparam>
public abstract class ChildWorkflowHandle<TWorkflow> : ChildWorkflowHandle
{
    /// <summary>Signals the child.</summary>
    /// <param name="signalCall">The call of the signal method.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the signal is delivered.</returns>
    public Task SignalAsync(
        Expression<Func<TWorkflow, Task>> signalCall, ChildWorkflowSignalOptions? options = null) =>
        SignalAsync<TWorkflow>(signalCall, options);
}
