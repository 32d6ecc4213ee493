using System.Threading.RateLimiting;

namespace OpsFlow.Api.RateLimits;

/// <summary>
/// Bounds the guesses at keys and passwords, at sign-in and in headers alike. Only wrong ones count: whoever has a
/// right one may ask as often as needed. A key that this product made is not asked about here where it is right: nobody
/// guesses one, and whoever shares its address may go on with a dead one.
/// </summary>
internal sealed class WrongKeys(RateLimitSettings settings) : IDisposable
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    // Passwords of all names that one address may get wrong: each costs a hash, and the name is the sender's choice.
    private const int NamesOfAnAddress = 10;

    private readonly PartitionedRateLimiter<string> _limiter = Limiter(settings.WrongKeys);
    private readonly PartitionedRateLimiter<string> _addresses = Limiter(settings.WrongKeys * NamesOfAnAddress);

    /// <summary>Whether what a caller brings is right.</summary>
    /// <param name="isRight">Looks; not asked while the caller is blocked.</param>
    /// <param name="of">Whose password is tried; null for keys.</param>
    /// <param name="blockedFor">How long no key of this caller is looked at any more; null if it was.</param>
    public bool Check(HttpContext context, Func<bool> isRight, string? of, out TimeSpan? blockedFor)
    {
        // Who mistypes one password must not shut out the others behind the same address. Whether there is such a user
        // makes no difference, else it could be told from the answers.
        var caller = of is null ? Caller.Of(context) : $"{Caller.Of(context)}\n{of}";
        blockedFor = BlockedFor(_limiter, caller);
        if (blockedFor is null && of is not null)
        {
            blockedFor = BlockedFor(_addresses, Caller.Of(context));
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
        if (of is not null)
        {
            _addresses.AttemptAcquire(Caller.Of(context)).Dispose();
        }

        return false;
    }

    public void Dispose()
    {
        _limiter.Dispose();
        _addresses.Dispose();
    }

    private static TimeSpan? BlockedFor(PartitionedRateLimiter<string> limiter, string caller)
    {
        using var look = limiter.AttemptAcquire(caller, 0);
        return look.IsAcquired ? null
            : look.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : s_window;
    }

    private static PartitionedRateLimiter<string> Limiter(int permits) =>
        PartitionedRateLimiter.Create<string, string>(caller => permits == 0
            ? RateLimitPartition.GetNoLimiter(caller)
            : RateLimitPartition.GetFixedWindowLimiter(caller, _ => new()
            {
                PermitLimit = permits,
                Window = s_window,
            }));
}
