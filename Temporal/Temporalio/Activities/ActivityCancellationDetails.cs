namespace Temporalio.Activities;

/// <summary>Everything that contributed to an activity's cancellation; several may be set.</summary>
public class ActivityCancellationDetails
{
    /// <summary>The server no longer knows the activity.</summary>
    public bool IsGoneFromServer { get; init; }

    /// <summary>The cancellation was requested.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>A timeout passed.</summary>
    public bool IsTimedOut { get; init; }

    /// <summary>The worker shuts down.</summary>
    public bool IsWorkerShutdown { get; init; }

    /// <summary>The activity was paused.</summary>
    public bool IsPaused { get; init; }

    /// <summary>The activity was reset.</summary>
    public bool IsReset { get; init; }

    /// <summary>A heartbeat could not be recorded.</summary>
    public bool IsHeartbeatRecordFailure { get; init; }
}
