namespace OpsFlow.Api.Platform;

/// <summary>An activity of a run.</summary>
/// <param name="Id">Its id within the run.</param>
/// <param name="State">scheduled, running, completed, failed, timed_out or canceled.</param>
/// <param name="Attempt">Which attempt is under way or was the last.</param>
/// <param name="Failure">Why the last attempt that failed did.</param>
/// <param name="NextAttemptAt">When it is tried again; null while it runs or when it is over.</param>
internal sealed record WorkflowStep(
    string Id,
    string Type,
    string State,
    int Attempt,
    DateTime ScheduledAt,
    DateTime? StartedAt = null,
    DateTime? ClosedAt = null,
    string? Failure = null,
    DateTime? NextAttemptAt = null)
{
    public const string Scheduled = "scheduled";
    public const string Running = "running";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string TimedOut = "timed_out";
    public const string Canceled = "canceled";
}
