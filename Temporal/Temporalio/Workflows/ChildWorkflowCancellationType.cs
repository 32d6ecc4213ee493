namespace Temporalio.Workflows;

/// <summary>How a workflow waits for a child that it cancels.</summary>
public enum ChildWorkflowCancellationType
{
    /// <summary>Go on at once as cancelled without telling the child.</summary>
    Abandon = 0,

    /// <summary>Request the cancellation and go on at once as cancelled.</summary>
    TryCancel = 1,

    /// <summary>Request the cancellation and wait for the child to end.</summary>
    WaitCancellationCompleted = 2,

    /// <summary>Request the cancellation and wait until the request is delivered.</summary>
    WaitCancellationRequested = 3,
}
