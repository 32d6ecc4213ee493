namespace Temporalio.Client;

/// <summary>Spreads calls over every address of a host's name.</summary>
public class DnsLoadBalancingOptions : ICloneable
{
    /// <summary>How often the name is looked up. Default 30 s.</summary>
    public TimeSpan ResolutionInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
