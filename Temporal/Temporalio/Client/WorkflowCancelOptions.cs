namespace Temporalio.Client;

/// <summary>Options of cancelling a workflow.</summary>
public class WorkflowCancelOptions : ICloneable
{
    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
