using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>Options of a worker. They are copied when the worker is made.</summary>
public class TemporalWorkerOptions : ICloneable
{
    internal static readonly string? DebugModeEnvironmentVariable = Environment.GetEnvironmentVariable("TEMPORAL_DEBUG");

    private IList<ActivityDefinition> _activities = [];
    private IList<WorkflowDefinition> _workflows = [];

    /// <summary>Makes options; <see cref="TaskQueue"/> must be set.</summary>
    public TemporalWorkerOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="taskQueue">The task queue.</param>
    public TemporalWorkerOptions(string taskQueue) => TaskQueue = taskQueue;

    /// <summary>Raised on the workflow's thread before a task runs; an exception fails the task.</summary>
    public event EventHandler<WorkflowTaskStartingEventArgs>? WorkflowTaskStarting;

    /// <summary>Raised on the workflow's thread after a task ran.</summary>
    public event EventHandler<WorkflowTaskCompletedEventArgs>? WorkflowTaskCompleted;

    /// <summary>The task queue.</summary>
    public string? TaskQueue { get; set; }

    /// <summary>The activities.</summary>
    public IList<ActivityDefinition> Activities => _activities;

    /// <summary>The workflows.</summary>
    public IList<WorkflowDefinition> Workflows => _workflows;

    /// <summary>Starts activities. Default: the thread pool.</summary>
    public TaskFactory ActivityTaskFactory { get; set; } = Task.Factory;

    /// <summary>Wrap workflows and activities, outermost first.</summary>
    public IReadOnlyCollection<Interceptors.IWorkerInterceptor>? Interceptors { get; set; }

    /// <summary>The worker's identity; null for the client's.</summary>
    public string? Identity { get; set; }

    /// <summary>The deployment version of the worker.</summary>
    public WorkerDeploymentOptions? DeploymentOptions { get; set; }

    /// <summary>The worker's build id; null for one made from the program.</summary>
    [Obsolete("Use DeploymentOptions")]
    public string? BuildId { get; set; }

    /// <summary>Whether the server routes tasks by the build id, in the old way. Not together with
    /// <see cref="DeploymentOptions"/>.</summary>
    [Obsolete("Use DeploymentOptions")]
    public bool UseWorkerVersioning { get; set; }

    /// <summary>How many activities may run at once. Default 100.</summary>
    public int? MaxConcurrentActivities { get; set; }

    /// <summary>How many local activities may run at once. Default 100.</summary>
    public int? MaxConcurrentLocalActivities { get; set; }

    /// <summary>The longest time in which heartbeats are held back. Default 60 s.</summary>
    public TimeSpan MaxHeartbeatThrottleInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long heartbeats are held back for an activity without heartbeat timeout. Default 30 s.</summary>
    public TimeSpan DefaultHeartbeatThrottleInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many activities this worker may start in a second; null for no limit.</summary>
    public double? MaxActivitiesPerSecond { get; set; }

    /// <summary>How many activities the server may hand out in a second over all workers; null for no limit.</summary>
    public double? MaxTaskQueueActivitiesPerSecond { get; set; }

    /// <summary>How long activities may go on after shutdown began, before they are cancelled. Default 0.</summary>
    public TimeSpan GracefulShutdownTimeout { get; set; } = TimeSpan.Zero;

    /// <summary>How many runs stay in memory; 0 replays every task from the start. Default 10,000.</summary>
    public int MaxCachedWorkflows { get; set; } = 10000;

    /// <summary>How many workflow tasks may run at once. Default 100, at most the cache's size and at least 2.</summary>
    public int? MaxConcurrentWorkflowTasks { get; set; }

    /// <summary>Whether the worker takes workflow tasks and local activities only.</summary>
    public bool LocalActivityWorkerOnly { get; set; }

    /// <summary>How long a task may wait for this worker in particular. Default 10 s.</summary>
    public TimeSpan StickyQueueScheduleToStartTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many polls for workflow tasks run at once. Default 5.</summary>
    public int MaxConcurrentWorkflowTaskPolls { get; set; } = 5;

    /// <summary>The share of these polls that do not ask for cached runs. Default 0.2.</summary>
    public float NonStickyToStickyPollRatio { get; set; } = 0.2F;

    /// <summary>How many polls for activities run at once. Default 5.</summary>
    public int MaxConcurrentActivityTaskPolls { get; set; } = 5;

    /// <summary>How to poll for workflow tasks; overrides the number.</summary>
    public Tuning.PollerBehavior? WorkflowTaskPollerBehavior { get; set; }

    /// <summary>How to poll for activities; overrides the number.</summary>
    public Tuning.PollerBehavior? ActivityTaskPollerBehavior { get; set; }

    /// <summary>Exceptions of these types fail the workflow instead of its task.</summary>
    public IReadOnlyCollection<Type>? WorkflowFailureExceptionTypes { get; set; }

    /// <summary>Decides whether new runs take the new code of a patch.</summary>
    public Func<PatchActivationInput, bool>? PatchActivationCallback { get; set; }

    /// <summary>Whether deadlocks are left alone. Default: a debugger is attached or TEMPORAL_DEBUG is set.</summary>
    public bool DebugMode { get; set; } =
        string.Equals(DebugModeEnvironmentVariable, "true", StringComparison.OrdinalIgnoreCase)
        || DebugModeEnvironmentVariable == "1" || Debugger.IsAttached;

    /// <summary>Whether workflow code is not watched for foreign task schedulers.</summary>
    public bool DisableWorkflowTracingEventListener { get; set; }

    /// <summary>Makes loggers; null for the client's.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Whether stack traces of workflows can be queried.</summary>
    public WorkflowStackTrace WorkflowStackTrace { get; set; } = WorkflowStackTrace.None;

    /// <summary>Decides how much runs at once; not together with the maximums.</summary>
    public Tuning.WorkerTuner? Tuner { get; set; }

    /// <summary>Whether activities are never asked to be handed out with the workflow task's completion.</summary>
    public bool DisableEagerActivityExecution { get; set; }

    /// <summary>How many activities one workflow task may be handed at once. Default 3.</summary>
    public int MaxEagerActivityReservationsPerWorkflowTask { get; set; } = 3;

    /// <summary>Whether too large payloads are sent all the same, for the server to refuse.</summary>
    public bool DisablePayloadErrorLimit { get; set; }

    /// <summary>Plugins that change options and wrap the worker's run.</summary>
    public IReadOnlyCollection<ITemporalWorkerPlugin>? Plugins { get; set; }

    /// <summary>Adds an activity.</summary>
    /// <param name="del">A delegate whose method has an <see cref="ActivityAttribute"/>.</param>
    /// <returns>These options.</returns>
    public TemporalWorkerOptions AddActivity(Delegate del) => AddActivity(ActivityDefinition.Create(del));

    /// <summary>Adds an activity.</summary>
    /// <param name="definition">The activity.</param>
    /// <returns>These options.</returns>
    public TemporalWorkerOptions AddActivity(ActivityDefinition definition)
    {
        Activities.Add(definition);
        return this;
    }

    /// <summary>Adds every activity of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="instance">The instance; may be null if all are static.</param>
    /// <returns>These options.</returns>
    public TemporalWorkerOptions AddAllActivities<T>(T? instance) => AddAllActivities(typeof(T), instance);

    /// <summary>Adds every activity of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="instance">The instance; may be null if all are static.</param>
    /// <returns>These options.</returns>
    public TemporalWorkerOptions AddAllActivities(Type type, object? instance)
    {
        foreach (var definition in ActivityDefinition.CreateAll(type, instance))
        {
            Activities.Add(definition);
        }

        return this;
    }

    /// <summary>Adds a workflow.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <returns>These options.</returns>
    public TemporalWorkerOptions AddWorkflow<T>() => AddWorkflow(typeof(T));

    /// <summary>Adds a workflow.</summary>
    /// <param name="type">The type.</param>
    /// <returns>These options.</returns>
    public TemporalWorkerOptions AddWorkflow(Type type) => AddWorkflow(WorkflowDefinition.Create(type));

    /// <summary>Adds a workflow.</summary>
    /// <param name="definition">The workflow.</param>
    /// <returns>These options.</returns>
    public TemporalWorkerOptions AddWorkflow(WorkflowDefinition definition)
    {
        Workflows.Add(definition);
        return this;
    }

    /// <summary>Makes a copy; the lists are copied too.</summary>
    /// <returns>The copy.</returns>
    public virtual object Clone()
    {
        var copy = (TemporalWorkerOptions)MemberwiseClone();
        copy._activities = [.. Activities];
        copy._workflows = [.. Workflows];
        copy.DeploymentOptions = (WorkerDeploymentOptions?)DeploymentOptions?.Clone();
        return copy;
    }

    internal void OnTaskStarting(WorkflowInstance instance) => WorkflowTaskStarting?.Invoke(instance, new(instance));

    internal void OnTaskCompleted(WorkflowInstance instance, Exception? failure) =>
        WorkflowTaskCompleted?.Invoke(instance, new(instance, failure));
}
