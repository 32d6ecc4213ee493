using System.Threading.RateLimiting;
using OpsFlow.Api.Authentication;

namespace OpsFlow.Api.RateLimits;

/// <summary>
/// Bounds the guesses at the admin key, at sign-in and in headers alike. Only wrong keys count: whoever has the right one
/// may ask as often as needed.
/// </summary>
internal sealed class WrongKeys(RateLimitSettings settings) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        caller => settings.WrongKeys == 0
            ? RateLimitPartition.GetNoLimiter(caller)
            : RateLimitPartition.GetFixedWindowLimiter(caller, _ => new()
            {
                PermitLimit = settings.WrongKeys,
                Window = Window,
            }));

    /// <summary>Whether a text is the key.</summary>
    /// <param name="blockedFor">How long no key of this caller is looked at any more; null if it was.</param>
    public bool Check(HttpContext context, string? text, AdminKey key, out TimeSpan? blockedFor)
    {
        var caller = Caller.Of(context);
        using (var look = _limiter.AttemptAcquire(caller, 0))
        {
            blockedFor = look.IsAcquired ? null
                : look.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
        }

        if (blockedFor is not null)
        {
            return false;
        }

        if (key.Matches(text))
        {
            return true;
        }

        _limiter.AttemptAcquire(caller).Dispose();
        return false;
    }

    public void Dispose() => _limiter.Dispose();
}
