namespace Temporalio.Client;

/// <summary>Options of an update.</summary>
public class WorkflowUpdateOptions : ICloneable
{
    /// <summary>Makes options.</summary>
    public WorkflowUpdateOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="id">The update's id, for idempotency; a new one is made if it is not set.</param>
    public WorkflowUpdateOptions(string id)
    {
        Id = id;
    }

    /// <summary>The update's id, for idempotency; a new one is made if it is not set.</summary>
    public string? Id { get; set; }

    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
