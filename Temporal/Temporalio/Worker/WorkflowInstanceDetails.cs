using Microsoft.Extensions.Logging;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>What a workflow instance is made of.</summary>
internal sealed record WorkflowInstanceDetails
{
    public required WorkflowDefinition Definition { get; init; }

    public required DateTime WorkflowStartTime { get; init; }

    public required DateTime StartTime { get; init; }

    public required ulong RandomSeed { get; init; }

    public required string Namespace { get; init; }

    public required string TaskQueue { get; init; }

    public required string WorkflowId { get; init; }

    public required string RunId { get; init; }

    public required IPayloadConverter PayloadConverter { get; init; }

    public required IFailureConverter FailureConverter { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }

    public IReadOnlyCollection<IWorkerInterceptor> Interceptors { get; init; } = [];

    public IReadOnlyCollection<Type> FailureExceptionTypes { get; init; } = [];

    public WorkflowStackTrace StackTrace { get; init; }

    public bool DisableTracingEventListener { get; init; }

    public bool DisableEagerActivityExecution { get; init; }

    /// <summary>Throws if a local activity is not registered; null where none is ever run, as on replay.</summary>
    public Action<string>? CheckLocalActivity { get; init; }

    public Func<PatchActivationInput, bool>? PatchActivationCallback { get; init; }

    /// <summary>Makes the meter of a type of workflow; null for one that measures nothing.</summary>
    public Func<string, MetricMeter>? MetricMeter { get; init; }

    public Action<WorkflowInstance>? TaskStarting { get; init; }

    public Action<WorkflowInstance, Exception?>? TaskCompleted { get; init; }
}
