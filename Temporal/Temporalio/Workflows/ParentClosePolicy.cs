namespace Temporalio.Workflows;

/// <summary>What happens to a child when its parent closes.</summary>
public enum ParentClosePolicy
{
    /// <summary>Leave it to the server.</summary>
    None = 0,

    /// <summary>Terminate the child.</summary>
    Terminate = 1,

    /// <summary>Leave the child running.</summary>
    Abandon = 2,

    /// <summary>Request the child's cancellation.</summary>
    RequestCancel = 3,
}
