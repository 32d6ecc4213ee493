namespace Temporalio.Activities;

/// <summary>Why an activity was cancelled.</summary>
public enum ActivityCancelReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The server no longer knows the activity.</summary>
    GoneFromServer,

    /// <summary>The cancellation was requested.</summary>
    CancelRequested,

    /// <summary>A timeout passed.</summary>
    Timeout,

    /// <summary>The worker shuts down.</summary>
    WorkerShutdown,

    /// <summary>A heartbeat could not be recorded, mostly because its details could not be converted.</summary>
    HeartbeatRecordFailure,

    /// <summary>The activity was paused.</summary>
    Paused,

    /// <summary>The activity was reset.</summary>
    Reset,
}
