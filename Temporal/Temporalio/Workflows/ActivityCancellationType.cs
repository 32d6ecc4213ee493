namespace Temporalio.Workflows;

/// <summary>How a workflow waits for an activity that it cancels.</summary>
public enum ActivityCancellationType
{
    /// <summary>Request the cancellation and go on at once as cancelled.</summary>
    TryCancel = 0,

    /// <summary>Request the cancellation and wait for the activity to end.</summary>
    WaitCancellationCompleted = 1,

    /// <summary>Go on at once as cancelled without telling the activity.</summary>
    Abandon = 2,
}
