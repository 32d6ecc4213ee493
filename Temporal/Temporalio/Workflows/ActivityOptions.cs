using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>Options of an activity that a workflow schedules. One of the two close timeouts is required.</summary>
public class ActivityOptions : ICloneable
{
    /// <summary>The longest time from scheduling to the end, retries included.</summary>
    public TimeSpan? ScheduleToCloseTimeout { get; set; }

    /// <summary>The longest time in the queue.</summary>
    public TimeSpan? ScheduleToStartTimeout { get; set; }

    /// <summary>The longest time of one attempt.</summary>
    public TimeSpan? StartToCloseTimeout { get; set; }

    /// <summary>The longest time between heartbeats.</summary>
    public TimeSpan? HeartbeatTimeout { get; set; }

    /// <summary>How the server retries; null for the server's default.</summary>
    public RetryPolicy? RetryPolicy { get; set; }

    /// <summary>How the workflow waits for the activity when it cancels it.</summary>
    public ActivityCancellationType CancellationType { get; set; } = ActivityCancellationType.TryCancel;

    /// <summary>Cancels the activity; null for the workflow's own token.</summary>
    public CancellationToken? CancellationToken { get; set; }

    /// <summary>The task queue; null for the workflow's own.</summary>
    public string? TaskQueue { get; set; }

    /// <summary>A single line for user interfaces.</summary>
    public string? Summary { get; set; }

    /// <summary>The activity's id; best left null.</summary>
    public string? ActivityId { get; set; }

    /// <summary>The priority in the queue.</summary>
    public Priority? Priority { get; set; }

    /// <summary>Whether to never ask for eager execution.</summary>
    public bool DisableEagerActivityExecution { get; set; }

    /// <summary>Makes a shallow copy.</summary>
    /// <returns>The copy.</returns>
    public virtual object Clone() => MemberwiseClone();
}
