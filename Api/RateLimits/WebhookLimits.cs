using System.Threading.RateLimiting;

namespace OpsFlow.Api.RateLimits;

/// <summary>Bounds the reports: of an address before anything is read, of a registered server once it is known that they are its own.</summary>
internal sealed class WebhookLimits(RateLimitSettings settings) : IDisposable
{
    public const string PerAddress = "webhook";

    // A server that comes back from a long pause may have much to tell.
    private const int Burst = 10;

    private readonly PartitionedRateLimiter<string> _servers = PartitionedRateLimiter.Create<string, string>(
        server => Partition(server, settings.WebhookServerRate));

    public static RateLimitPartition<string> Partition(string key, int rate) => rate == 0
        ? RateLimitPartition.GetNoLimiter(key)
        : RateLimitPartition.GetTokenBucketLimiter(key, _ => new()
        {
            TokenLimit = rate * Burst,
            TokensPerPeriod = rate,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        });

    /// <summary>How long a server has to wait; null if its report is taken.</summary>
    public TimeSpan? Take(string serverName)
    {
        using var lease = _servers.AttemptAcquire(serverName);
        return lease.IsAcquired ? null : RetryAfter(lease);
    }

    public static TimeSpan RetryAfter(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);

    public void Dispose() => _servers.Dispose();
}
