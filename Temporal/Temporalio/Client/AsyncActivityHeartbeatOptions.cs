namespace Temporalio.Client;

/// <summary>Options of a heartbeat from outside.</summary>
public class AsyncActivityHeartbeatOptions : ICloneable
{
    /// <summary>Details of the heartbeat.</summary>
    public IReadOnlyCollection<object?>? Details { get; set; }

    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
