using Temporalio.Common;
using Temporalio.Converters;

namespace Temporalio.Workflows;

/// <summary>What is known of a run from its start.</summary>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="ContinuedRunId">The run that this one continues, if any.</param>
/// <param name="CronSchedule">The cron schedule, if any.</param>
/// <param name="ExecutionTimeout">The longest time of all runs.</param>
/// <param name="FirstExecutionRunId">The first run of the chain.</param>
/// <param name="Headers">The headers that interceptors sent.</param>
/// <param name="LastFailure">The failure of the run before this one.</param>
/// <param name="LastResult">The result of the last successful run of the chain.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="Parent">The parent workflow, if any.</param>
/// <param name="Priority">The priority.</param>
/// <param name="RetryPolicy">The retry policy, if any.</param>
/// <param name="Root">The topmost ancestor, if any.</param>
/// <param name="RunId">The run id.</param>
/// <param name="RunTimeout">The longest time of this run.</param>
/// <param name="StartTime">When the first workflow task started.</param>
/// <param name="TaskQueue">The task queue.</param>
/// <param name="TaskTimeout">The longest time of one workflow task.</param>
/// <param name="WorkflowId">The workflow id.</param>
/// <param name="WorkflowStartTime">When the server started the run.</param>
/// <param name="WorkflowType">The workflow type.</param>
public record WorkflowInfo(
    int Attempt,
    string? ContinuedRunId,
    string? CronSchedule,
    TimeSpan? ExecutionTimeout,
    string FirstExecutionRunId,
    IReadOnlyDictionary<string, Api.Common.V1.Payload>? Headers,
    Exception? LastFailure,
    IReadOnlyCollection<IRawValue>? LastResult,
    string Namespace,
    WorkflowInfo.ParentInfo? Parent,
    Priority Priority,
    RetryPolicy? RetryPolicy,
    WorkflowInfo.RootInfo? Root,
    string RunId,
    TimeSpan? RunTimeout,
    DateTime StartTime,
    string TaskQueue,
    TimeSpan TaskTimeout,
    string WorkflowId,
    DateTime WorkflowStartTime,
    string WorkflowType)
{
    /// <summary>The values that every log line of the workflow carries.</summary>
    internal Dictionary<string, object> ToLoggerScope() => new()
    {
        ["Attempt"] = Attempt,
        ["Namespace"] = Namespace,
        ["RunId"] = RunId,
        ["TaskQueue"] = TaskQueue,
        ["WorkflowId"] = WorkflowId,
        ["WorkflowType"] = WorkflowType,
    };

    /// <summary>A parent workflow.</summary>
    /// <param name="Namespace">The namespace.</param>
    /// <param name="RunId">The run id.</param>
    /// <param name="WorkflowId">The workflow id.</param>
    public record ParentInfo(string Namespace, string RunId, string WorkflowId);

    /// <summary>The topmost ancestor.</summary>
    /// <param name="RunId">The run id.</param>
    /// <param name="WorkflowId">The workflow id.</param>
    public record RootInfo(string RunId, string WorkflowId);
}
