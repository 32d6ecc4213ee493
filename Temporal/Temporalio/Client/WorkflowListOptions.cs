namespace Temporalio.Client;

/// <summary>Options of listing workflows.</summary>
public class WorkflowListOptions : ICloneable
{
    /// <summary>The most to list; 0 (the default) for all.</summary>
    public int Limit { get; set; }

    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
