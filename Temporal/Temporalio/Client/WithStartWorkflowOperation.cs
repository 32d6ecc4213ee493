using System.Linq.Expressions;
using Temporalio.Api.Common.V1;
using Temporalio.Common;

namespace Temporalio.Client;

/// <summary>How an update starts its workflow. Each object serves for one call.</summary>
public abstract class WithStartWorkflowOperation : ICloneable
{
    private int _used;

    private protected WithStartWorkflowOperation(
        string workflow, IReadOnlyCollection<object?> args, WorkflowOptions options)
    {
        Workflow = workflow;
        Args = args;
        Options = options;
    }

    /// <summary>The workflow's type.</summary>
    public string Workflow { get; set; }

    /// <summary>The arguments.</summary>
    public IReadOnlyCollection<object?> Args { get; set; }

    /// <summary>Options; id, task queue and id conflict policy must be set.</summary>
    public WorkflowOptions Options { get; set; }

    /// <summary>Headers for interceptors.</summary>
    public IDictionary<string, Payload>? Headers { get; set; }

    /// <summary>Makes an operation.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="workflowRunCall">A call of the run method.</param>
    /// <param name="options">Options.</param>
    /// <returns>The operation.</returns>
    public static WithStartWorkflowOperation<WorkflowHandle<TWorkflow, TResult>> Create<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall, WorkflowOptions options)
    {
        var (name, args) = Run(workflowRunCall);
        return new(name, args, options, (client, runId) => new(client, options.Id!, null, runId, runId));
    }

    /// <summary>Makes an operation.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <param name="workflowRunCall">A call of the run method.</param>
    /// <param name="options">Options.</param>
    /// <returns>The operation.</returns>
    public static WithStartWorkflowOperation<WorkflowHandle<TWorkflow>> Create<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall, WorkflowOptions options)
    {
        var (name, args) = Run(workflowRunCall);
        return new(name, args, options, (client, runId) => new(client, options.Id!, null, runId, runId));
    }

    /// <summary>Makes an operation by the type's name.</summary>
    /// <param name="workflow">The workflow's type.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options.</param>
    /// <returns>The operation.</returns>
    public static WithStartWorkflowOperation<WorkflowHandle> Create(
        string workflow, IReadOnlyCollection<object?> args, WorkflowOptions options) =>
        new(workflow, args, options, (client, runId) => new(client, options.Id!, null, runId, runId));

    /// <inheritdoc/>
    public abstract object Clone();

    internal void MarkUsed()
    {
        if (Interlocked.Exchange(ref _used, 1) == 1)
        {
            throw new InvalidOperationException("With-start workflow operation was used already");
        }
    }

    internal abstract void SetStarted(ITemporalClient client, string runId);

    internal abstract void SetFailed(Exception exception);

    private static (string Name, IReadOnlyCollection<object?> Args) Run(LambdaExpression call)
    {
        var (method, args) = ExpressionUtil.ExtractCall(call);
        DefinitionNames.CheckRun(method);
        return (DefinitionNames.Workflow(call.Parameters[0].Type), args);
    }
}
