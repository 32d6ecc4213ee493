using System.Linq.Expressions;
using Temporalio.Api.Enums.V1;
using Temporalio.Common;

namespace Temporalio.Client;

/// <summary>Options of starting a workflow; <see cref="Id"/> and <see cref="TaskQueue"/> must be set.</summary>
public class WorkflowOptions : ICloneable
{
    /// <summary>Makes options.</summary>
    public WorkflowOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="id">The workflow's id.</param>
    /// <param name="taskQueue">The task queue.</param>
    public WorkflowOptions(string id, string taskQueue)
    {
        Id = id;
        TaskQueue = taskQueue;
    }

    /// <summary>The workflow's id; at most one run of it is open at a time.</summary>
    public string? Id { get; set; }

    /// <summary>The task queue.</summary>
    public string? TaskQueue { get; set; }

    /// <summary>One line for the Web UI, in markdown.</summary>
    public string? StaticSummary { get; set; }

    /// <summary>A text for the Web UI, in markdown.</summary>
    public string? StaticDetails { get; set; }

    /// <summary>The longest time of all runs of the chain; null for no limit.</summary>
    public TimeSpan? ExecutionTimeout { get; set; }

    /// <summary>The longest time of one run; null for no limit.</summary>
    public TimeSpan? RunTimeout { get; set; }

    /// <summary>The longest time of a workflow task; null for the server's default of 10 s.</summary>
    public TimeSpan? TaskTimeout { get; set; }

    /// <summary>What happens when a closed run of this id exists. Default: another may run.</summary>
    public WorkflowIdReusePolicy IdReusePolicy { get; set; } = WorkflowIdReusePolicy.AllowDuplicate;

    /// <summary>What happens when an open run of this id exists. Default: the start fails.</summary>
    public WorkflowIdConflictPolicy IdConflictPolicy { get; set; } = WorkflowIdConflictPolicy.Unspecified;

    /// <summary>How a failed run is retried; null for not at all.</summary>
    public RetryPolicy? RetryPolicy { get; set; }

    /// <summary>A cron line; schedules are the better way.</summary>
    public string? CronSchedule { get; set; }

    /// <summary>Values kept with the run, not searchable.</summary>
    public IReadOnlyDictionary<string, object>? Memo { get; set; }

    /// <summary>Search attributes.</summary>
    public SearchAttributeCollection? TypedSearchAttributes { get; set; }

    /// <summary>How long to wait before the run begins; null for not at all.</summary>
    public TimeSpan? StartDelay { get; set; }

    /// <summary>A signal sent together with the start; null for none.</summary>
    public string? StartSignal { get; set; }

    /// <summary>Arguments of <see cref="StartSignal"/>.</summary>
    public IReadOnlyCollection<object?>? StartSignalArgs { get; set; }

    /// <summary>Whether a worker of this process may get the first task with the answer. Default false.</summary>
    public bool RequestEagerStart { get; set; }

    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>How urgent its tasks are; null for the default.</summary>
    public Priority? Priority { get; set; }

    /// <summary>Which worker versions its runs go to; null for what the workflow says.</summary>
    public VersioningOverride? VersioningOverride { get; set; }

    /// <summary>Sends a signal together with the start.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <param name="signalCall">A call of the signal's method.</param>
    public void SignalWithStart<TWorkflow>(Expression<Func<TWorkflow, Task>> signalCall)
    {
        var (method, args) = ExpressionUtil.ExtractCall(signalCall);
        SignalWithStart(DefinitionNames.Signal(method), args);
    }

    /// <summary>Sends a signal together with the start.</summary>
    /// <param name="signal">The signal's name.</param>
    /// <param name="args">Its arguments.</param>
    public void SignalWithStart(string signal, IReadOnlyCollection<object?> args)
    {
        StartSignal = signal;
        StartSignalArgs = args;
    }

    /// <inheritdoc/>
    public virtual object Clone()
    {
        var copy = (WorkflowOptions)MemberwiseClone();
        copy.Rpc = (RpcOptions?)Rpc?.Clone();
        return copy;
    }
}
