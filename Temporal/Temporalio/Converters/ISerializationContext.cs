namespace Temporalio.Converters;

/// <summary>What a value is converted for.</summary>
public interface ISerializationContext
{
    /// <summary>A context that belongs to a workflow.</summary>
    public interface IHasWorkflow : ISerializationContext
    {
        /// <summary>The namespace.</summary>
        string Namespace { get; }

        /// <summary>The workflow's id, or null for an activity without a workflow.</summary>
        string? WorkflowId { get; }
    }

    /// <summary>A value of a workflow.</summary>
    /// <param name="Namespace">The namespace.</param>
    /// <param name="WorkflowId">The workflow's id.</param>
    public sealed record Workflow(string Namespace, string WorkflowId) : IHasWorkflow;

    /// <summary>A value of an activity.</summary>
    /// <param name="Namespace">The namespace.</param>
    /// <param name="ActivityId">The activity's id, if known.</param>
    /// <param name="WorkflowId">The workflow's id, if there is one.</param>
    /// <param name="WorkflowType">The workflow's type, if there is one.</param>
    /// <param name="ActivityType">The activity's type; may be unknown.</param>
    /// <param name="ActivityTaskQueue">The activity's task queue; may be unknown.</param>
    /// <param name="IsLocal">Whether it is a local activity.</param>
    public sealed record Activity(
        string Namespace,
        string? ActivityId,
        string? WorkflowId,
        string? WorkflowType,
        string? ActivityType,
        string? ActivityTaskQueue,
        bool IsLocal) : IHasWorkflow
    {
        /// <summary>Makes the context of an activity.</summary>
        /// <param name="info">The activity.</param>
        public Activity(Activities.ActivityInfo info)
            : this(
                info.Namespace,
                info.ActivityId,
                info.WorkflowId,
                info.WorkflowType,
                info.ActivityType,
                info.TaskQueue,
                info.IsLocal)
        {
        }
    }
}
