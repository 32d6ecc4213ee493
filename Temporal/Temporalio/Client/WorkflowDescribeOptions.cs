namespace Temporalio.Client;

/// <summary>Options of describing a workflow.</summary>
public class WorkflowDescribeOptions : ICloneable
{
    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
