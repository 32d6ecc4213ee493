using System.Linq.Expressions;
using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>A handle on another workflow.</summary>
public abstract class ExternalWorkflowHandle
{
    /// <summary>The workflow id.</summary>
    public abstract string Id { get; }

    /// <summary>The run id, if fixed.</summary>
    public abstract string? RunId { get; }

    /// <summary>Signals the workflow.</summary>
    /// <typeparam name="TWorkflow">The workflow type.</typeparam>
    /// <param name="signalCall">The call of the signal method.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the signal is delivered.</returns>
    public Task SignalAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> signalCall, ExternalWorkflowSignalOptions? options = null)
    {
        var (method, args) = ExpressionUtil.ExtractCall(signalCall);
        return SignalAsync(WorkflowSignalDefinition.NameFromMethodForCall(method), args, options);
    }

    /// <summary>Signals the workflow.</summary>
    /// <param name="signal">The signal name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options.</param>
    /// <returns>When the signal is delivered.</returns>
    public abstract Task SignalAsync(
        string signal, IReadOnlyCollection<object?> args, ExternalWorkflowSignalOptions? options = null);

    /// <summary>Requests the workflow's cancellation.</summary>
    /// <returns>When it is requested.</returns>
    public abstract Task CancelAsync();
}
