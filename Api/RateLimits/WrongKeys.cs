using System.Threading.RateLimiting;
using OpsFlow.Platform.Access;

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

    /// <summary>
    /// Whether a key is right. One of this product's own form is looked for even while others are blocked.
    /// </summary>
    /// <param name="isRight">Looks.</param>
    /// <param name="blockedFor">How long no other key of this caller is looked at any more; null if it was.</param>
    public bool CheckKey(HttpContext context, string? key, Func<bool> isRight, out TimeSpan? blockedFor)
    {
        blockedFor = null;
        return (key is not null && ApiKey.HasForm(key) && isRight())
            || Check([(_limiter, Caller.Of(context))], isRight, out blockedFor);
    }

    /// <summary>
    /// Whether a password is right. Who mistypes one must not shut out the others behind the same address. Whether there
    /// is such a user makes no difference, else it could be told from the answers.
    /// </summary>
    /// <param name="name">Whose password is tried.</param>
    /// <param name="isRight">Looks; not asked while the caller is blocked.</param>
    /// <param name="blockedFor">How long no password is looked at any more; null if it was.</param>
    public bool CheckPassword(HttpContext context, string name, Func<bool> isRight, out TimeSpan? blockedFor) => Check(
        [(_limiter, $"{Caller.Of(context)}\n{name}"), (_addresses, Caller.Of(context))], isRight, out blockedFor);

    public void Dispose()
    {
        _limiter.Dispose();
        _addresses.Dispose();
    }

    private static bool Check(
        (PartitionedRateLimiter<string> Limiter, string Caller)[] bounds, Func<bool> isRight, out TimeSpan? blockedFor)
    {
        blockedFor = bounds.Select(b => BlockedFor(b.Limiter, b.Caller)).FirstOrDefault(t => t is not null);
        if (blockedFor is not null)
        {
            return false;
        }

        if (isRight())
        {
            return true;
        }

        foreach (var (limiter, caller) in bounds)
        {
            limiter.AttemptAcquire(caller).Dispose();
        }

        return false;
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
