namespace Temporalio.Client;

/// <summary>Options of failing an activity from outside.</summary>
public class AsyncActivityFailOptions : ICloneable
{
    /// <summary>Details of a last heartbeat.</summary>
    public IReadOnlyCollection<object?>? LastHeartbeatDetails { get; set; }

    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
