namespace Temporalio.Client;

/// <summary>Options of completing an activity from outside.</summary>
public class AsyncActivityCompleteOptions : ICloneable
{
    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
