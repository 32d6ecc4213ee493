namespace Temporalio.Client;

/// <summary>Options of starting an update.</summary>
public class WorkflowUpdateStartOptions : WorkflowUpdateOptions
{
    /// <summary>Makes options.</summary>
    public WorkflowUpdateStartOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="waitForStage">How far to wait; accepted or completed.</param>
    public WorkflowUpdateStartOptions(WorkflowUpdateStage waitForStage)
    {
        WaitForStage = waitForStage;
    }

    /// <summary>Makes options.</summary>
    /// <param name="id">The update's id, for idempotency; a new one is made if it is not set.</param>
    /// <param name="waitForStage">How far to wait; accepted or completed.</param>
    public WorkflowUpdateStartOptions(string id, WorkflowUpdateStage waitForStage)
    {
        Id = id;
        WaitForStage = waitForStage;
    }

    /// <summary>How far to wait; accepted or completed. Must be set.</summary>
    public WorkflowUpdateStage WaitForStage { get; set; }
}
