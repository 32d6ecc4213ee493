namespace Temporalio.Client;

/// <summary>Options of terminating a workflow.</summary>
public class WorkflowTerminateOptions : ICloneable
{
    /// <summary>Details for the history.</summary>
    public IReadOnlyCollection<object?>? Details { get; set; }

    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
