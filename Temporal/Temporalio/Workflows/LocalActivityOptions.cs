using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>Options of an activity that runs in the workflow's own worker.</summary>
public class LocalActivityOptions : ICloneable
{
    /// <summary>The longest time from scheduling to the end, retries included.</summary>
    public TimeSpan? ScheduleToCloseTimeout { get; set; }

    /// <summary>The longest time until the attempt starts.</summary>
    public TimeSpan? ScheduleToStartTimeout { get; set; }

    /// <summary>The longest time of one attempt.</summary>
    public TimeSpan? StartToCloseTimeout { get; set; }

    /// <summary>How the worker retries; null for the default.</summary>
    public RetryPolicy? RetryPolicy { get; set; }

    /// <summary>How the workflow waits for the activity when it cancels it.</summary>
    public ActivityCancellationType CancellationType { get; set; } = ActivityCancellationType.TryCancel;

    /// <summary>Cancels the activity; null for the workflow's own token.</summary>
    public CancellationToken? CancellationToken { get; set; }

    /// <summary>The activity's id; best left null.</summary>
    public string? ActivityId { get; set; }

    /// <summary>A longer wait between attempts becomes a timer of the workflow. Default 1 minute.</summary>
    public TimeSpan? LocalRetryThreshold { get; set; }

    /// <summary>A single line for user interfaces.</summary>
    public string? Summary { get; set; }

    /// <summary>Makes a shallow copy.</summary>
    /// <returns>The copy.</returns>
    public virtual object Clone() => MemberwiseClone();
}
