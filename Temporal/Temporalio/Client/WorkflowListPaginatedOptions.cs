namespace Temporalio.Client;

/// <summary>Options of listing one page of workflows.</summary>
public class WorkflowListPaginatedOptions : ICloneable
{
    /// <summary>The size of a page; 0 (the default) for the server's.</summary>
    public int PageSize { get; set; }

    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
