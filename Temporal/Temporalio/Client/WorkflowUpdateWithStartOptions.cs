namespace Temporalio.Client;

/// <summary>Options of an update that starts its workflow if that does not run.</summary>
public class WorkflowUpdateWithStartOptions : WorkflowUpdateOptions
{
    /// <summary>Makes options.</summary>
    public WorkflowUpdateWithStartOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="startWorkflowOperation">How the workflow is started if it does not run.</param>
    public WorkflowUpdateWithStartOptions(WithStartWorkflowOperation startWorkflowOperation)
    {
        StartWorkflowOperation = startWorkflowOperation;
    }

    /// <summary>Makes options.</summary>
    /// <param name="id">The update's id, for idempotency; a new one is made if it is not set.</param>
    /// <param name="startWorkflowOperation">How the workflow is started if it does not run.</param>
    public WorkflowUpdateWithStartOptions(string id, WithStartWorkflowOperation startWorkflowOperation)
    {
        Id = id;
        StartWorkflowOperation = startWorkflowOperation;
    }

    /// <summary>How the workflow is started if it does not run. Must be set, and used once.</summary>
    public WithStartWorkflowOperation? StartWorkflowOperation { get; set; }

    /// <inheritdoc/>
    public override object Clone()
    {
        var copy = (WorkflowUpdateWithStartOptions)MemberwiseClone();
        copy.StartWorkflowOperation = (WithStartWorkflowOperation?)StartWorkflowOperation?.Clone();
        return copy;
    }
}
