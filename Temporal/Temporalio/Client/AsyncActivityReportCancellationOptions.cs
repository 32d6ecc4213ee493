namespace Temporalio.Client;

/// <summary>Options of reporting an activity cancelled from outside.</summary>
public class AsyncActivityReportCancellationOptions : ICloneable
{
    /// <summary>Details of the cancellation.</summary>
    public IReadOnlyCollection<object?>? Details { get; set; }

    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
