using System.Linq.Expressions;

namespace Temporalio.Workflows;

/// <summary>A handle on another workflow, with its type.</summary>
/// <typeparam name="TWorkflow">The workflow type.</typeparam>
public abstract class ExternalWorkflowHandle<TWorkflow> : ExternalWorkflowHandle
{
    /// <summary>Signals the workflow.</summary>
    /// <param name="signalCall">The call of the signal method.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the signal is delivered.</returns>
    public Task SignalAsync(
        Expression<Func<TWorkflow, Task>> signalCall, ExternalWorkflowSignalOptions? options = null) =>
        SignalAsync<TWorkflow>(signalCall, options);
}
