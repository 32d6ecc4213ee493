using System.Threading.RateLimiting;

namespace OpsFlow.Api.RateLimits;

/// <summary>
/// Bounds the guesses at keys and passwords, at sign-in and in headers alike. Only wrong ones count: whoever has a
/// right one may ask as often as needed.
/// </summary>
internal sealed class WrongKeys(RateLimitSettings settings) : IDisposable
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        caller => settings.WrongKeys == 0
            ? RateLimitPartition.GetNoLimiter(caller)
            : RateLimitPartition.GetFixedWindowLimiter(caller, _ => new()
            {
                PermitLimit = settings.WrongKeys,
                Window = s_window,
            }));

    /// <summary>Whether what a caller brings is right.</summary>
    /// <param name="isRight">Looks; not asked while the caller is blocked.</param>
    /// <param name="blockedFor">How long no key of this caller is looked at any more; null if it was.</param>
    public bool Check(HttpContext context, Func<bool> isRight, out TimeSpan? blockedFor)
    {
        var caller = Caller.Of(context);
        using (var look = _limiter.AttemptAcquire(caller, 0))
        {
            blockedFor = look.IsAcquired ? null
                : look.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : s_window;
        }

        if (blockedFor is not null)
        {
            return false;
        }

        if (isRight())
        {
            return true;
        }

        _limiter.AttemptAcquire(caller).Dispose();
        return false;
    }

    public void Dispose() => _limiter.Dispose();
}
