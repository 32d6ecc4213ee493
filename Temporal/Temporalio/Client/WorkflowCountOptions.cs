namespace Temporalio.Client;

/// <summary>Options of counting workflows.</summary>
public class WorkflowCountOptions : ICloneable
{
    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
