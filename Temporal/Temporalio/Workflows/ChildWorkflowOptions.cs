using Temporalio.Api.Enums.V1;
using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>Options of a child workflow.</summary>
public class ChildWorkflowOptions : ICloneable
{
    /// <summary>The workflow id; null for a deterministic random one.</summary>
    public string? Id { get; set; }

    /// <summary>The task queue; null for the parent's own.</summary>
    public string? TaskQueue { get; set; }

    /// <summary>A single line for user interfaces, fixed at the start.</summary>
    public string? StaticSummary { get; set; }

    /// <summary>Several lines for user interfaces, fixed at the start.</summary>
    public string? StaticDetails { get; set; }

    /// <summary>How the server retries the child; null for no retry.</summary>
    public RetryPolicy? RetryPolicy { get; set; }

    /// <summary>How the parent waits for the child when it cancels it.</summary>
    public ChildWorkflowCancellationType CancellationType { get; set; } =
        ChildWorkflowCancellationType.WaitCancellationCompleted;

    /// <summary>Cancels the child; null for the parent's own token.</summary>
    public CancellationToken? CancellationToken { get; set; }

    /// <summary>What happens to the child when the parent closes.</summary>
    public ParentClosePolicy ParentClosePolicy { get; set; } = ParentClosePolicy.Terminate;

    /// <summary>The longest time of all runs.</summary>
    public TimeSpan? ExecutionTimeout { get; set; }

    /// <summary>The longest time of one run.</summary>
    public TimeSpan? RunTimeout { get; set; }

    /// <summary>The longest time of one workflow task.</summary>
    public TimeSpan? TaskTimeout { get; set; }

    /// <summary>Whether the id may be used again.</summary>
    public WorkflowIdReusePolicy IdReusePolicy { get; set; } = WorkflowIdReusePolicy.AllowDuplicate;

    /// <summary>A cron schedule.</summary>
    public string? CronSchedule { get; set; }

    /// <summary>The memo.</summary>
    public IReadOnlyDictionary<string, object>? Memo { get; set; }

    /// <summary>The search attributes.</summary>
    public SearchAttributeCollection? TypedSearchAttributes { get; set; }

    /// <summary>The priority.</summary>
    public Priority? Priority { get; set; }

    /// <summary>Makes a shallow copy.</summary>
    /// <returns>The copy.</returns>
    public virtual object Clone() => MemberwiseClone();
}
