namespace Temporalio.Workflows;

/// <summary>A handle on a child that has started, with its type and result type.</summary>
/// <typeparam name="TWorkflow">The workflow type.</typeparam>
/// <typeparam name="TResult">The result type.</typeparam>
public abstract class ChildWorkflowHandle<TWorkflow, TResult> : ChildWorkflowHandle<TWorkflow>
{
    /// <summary>Waits for the result.</summary>
    /// <returns>The result.</returns>
    public new Task<TResult> GetResultAsync() => GetResultAsync<TResult>();
}
