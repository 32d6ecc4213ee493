using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>Options of a replayer. They are copied when the replayer is made.</summary>
public class WorkflowReplayerOptions : ICloneable
{
    private IList<WorkflowDefinition> _workflows = [];

    /// <summary>Raised before a workflow task is replayed.</summary>
    public event EventHandler<WorkflowTaskStartingEventArgs>? WorkflowTaskStarting;

    /// <summary>Raised after a workflow task was replayed.</summary>
    public event EventHandler<WorkflowTaskCompletedEventArgs>? WorkflowTaskCompleted;

    /// <summary>The workflows.</summary>
    public IList<WorkflowDefinition> Workflows => _workflows;

    /// <summary>The namespace that workflows see.</summary>
    public string Namespace { get; set; } = "ReplayNamespace";

    /// <summary>The task queue that workflows see.</summary>
    public string TaskQueue { get; set; } = "ReplayTaskQueue";

    /// <summary>Converts payloads.</summary>
    public Converters.DataConverter DataConverter { get; set; } = Converters.DataConverter.Default;

    /// <summary>Wrap workflows, outermost first.</summary>
    public IReadOnlyCollection<Interceptors.IWorkerInterceptor>? Interceptors { get; set; }

    /// <summary>The replayer's identity.</summary>
    public string? Identity { get; set; }

    /// <summary>Whether deadlocks are left alone.</summary>
    public bool DebugMode { get; set; } =
        string.Equals(TemporalWorkerOptions.DebugModeEnvironmentVariable, "true", StringComparison.OrdinalIgnoreCase)
        || TemporalWorkerOptions.DebugModeEnvironmentVariable == "1";

    /// <summary>Whether workflow code is not watched for foreign task schedulers.</summary>
    public bool DisableWorkflowTracingEventListener { get; set; }

    /// <summary>Makes loggers.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Metrics; null for the default runtime, which has none. Workflow code is silent on replay.</summary>
    public Runtime.TemporalRuntime? Runtime { get; set; }

    /// <summary>Exceptions of these types fail the workflow instead of its task.</summary>
    public IReadOnlyCollection<Type>? WorkflowFailureExceptionTypes { get; set; }

    /// <summary>Plugins that change options and wrap the replay.</summary>
    public IReadOnlyCollection<ITemporalWorkerPlugin>? Plugins { get; set; }

    /// <summary>Adds a workflow.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <returns>These options.</returns>
    public WorkflowReplayerOptions AddWorkflow<T>() => AddWorkflow(typeof(T));

    /// <summary>Adds a workflow.</summary>
    /// <param name="type">The type.</param>
    /// <returns>These options.</returns>
    public WorkflowReplayerOptions AddWorkflow(Type type) => AddWorkflow(WorkflowDefinition.Create(type));

    /// <summary>Adds a workflow.</summary>
    /// <param name="definition">The workflow.</param>
    /// <returns>These options.</returns>
    public WorkflowReplayerOptions AddWorkflow(WorkflowDefinition definition)
    {
        Workflows.Add(definition);
        return this;
    }

    /// <summary>Makes a copy; the list is copied too.</summary>
    /// <returns>The copy.</returns>
    public virtual object Clone()
    {
        var copy = (WorkflowReplayerOptions)MemberwiseClone();
        copy._workflows = [.. Workflows];
        return copy;
    }

    internal void OnTaskStarting(WorkflowInstance instance) => WorkflowTaskStarting?.Invoke(instance, new(instance));

    internal void OnTaskCompleted(WorkflowInstance instance, Exception? failure) =>
        WorkflowTaskCompleted?.Invoke(instance, new(instance, failure));
}
