namespace Temporalio.Client;

/// <summary>Pings that find dead connections.</summary>
public class KeepAliveOptions : ICloneable
{
    /// <summary>How long a connection is idle before a ping. Default 30 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a ping may stay unanswered. Default 15 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
