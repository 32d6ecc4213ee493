namespace Temporalio.Client;

/// <summary>Options of starting an update that starts its workflow if that does not run.</summary>
public class WorkflowStartUpdateWithStartOptions : WorkflowUpdateWithStartOptions
{
    /// <summary>Makes options.</summary>
    public WorkflowStartUpdateWithStartOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="startWorkflowOperation">How the workflow is started if it does not run.</param>
    /// <param name="waitForStage">How far to wait; accepted or completed.</param>
    public WorkflowStartUpdateWithStartOptions(WithStartWorkflowOperation startWorkflowOperation, WorkflowUpdateStage waitForStage)
    {
        StartWorkflowOperation = startWorkflowOperation;
        WaitForStage = waitForStage;
    }

    /// <summary>Makes options.</summary>
    /// <param name="id">The update's id, for idempotency; a new one is made if it is not set.</param>
    /// <param name="startWorkflowOperation">How the workflow is started if it does not run.</param>
    /// <param name="waitForStage">How far to wait; accepted or completed.</param>
    public WorkflowStartUpdateWithStartOptions(string id, WithStartWorkflowOperation startWorkflowOperation, WorkflowUpdateStage waitForStage)
    {
        Id = id;
        StartWorkflowOperation = startWorkflowOperation;
        WaitForStage = waitForStage;
    }

    /// <summary>How far to wait; accepted or completed. Must be set.</summary>
    public WorkflowUpdateStage WaitForStage { get; set; }
}
