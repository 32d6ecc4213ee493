namespace Temporalio.Client;

/// <summary>Options of signalling a workflow.</summary>
public class WorkflowSignalOptions : ICloneable
{
    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
