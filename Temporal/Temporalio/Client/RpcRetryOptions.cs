namespace Temporalio.Client;

/// <summary>How calls are retried after a transient error.</summary>
public class RpcRetryOptions : ICloneable
{
    /// <summary>The first delay. Default 100 ms.</summary>
    public TimeSpan InitialInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How much delays vary, as a share. Default 0.2.</summary>
    public float RandomizationFactor { get; set; } = 0.2F;

    /// <summary>What a delay is multiplied with for the next. Default 1.5.</summary>
    public float Multiplier { get; set; } = 1.5F;

    /// <summary>The longest delay. Default 5 s.</summary>
    public TimeSpan MaxInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest time for all attempts; null for no limit. Default 10 s.</summary>
    public TimeSpan? MaxElapsedTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The number of retries; 0 for no limit. Default 10.</summary>
    public int MaxRetries { get; set; } = 10;

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
