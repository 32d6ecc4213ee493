using System.Collections.Concurrent;
using System.Security.Claims;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Authentication;

/// <summary>
/// Answers that stay open for hours, each of a caller who was let in at its start: one whose key, session or token is
/// revoked or over is cut off, as the next request would be refused.
/// </summary>
internal sealed class OpenStreams : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(40);

    private readonly ConcurrentDictionary<CancellationTokenSource, ClaimsPrincipal> _open = new();
    private readonly AccessList _access;
    private readonly TimeProvider _time;

    public OpenStreams(AccessList access, TimeProvider time)
    {
        (_access, _time) = (access, time);
        access.Changed += Cut;
    }

    /// <summary>What ends with the request, with the program, and with the caller's right to be there.</summary>
    public CancellationToken Open(HttpContext context, CancellationToken stopping)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var caller = context.User;
        _open[source] = caller;
        context.Response.OnCompleted(() =>
        {
            _open.TryRemove(source, out _);
            source.Dispose();
            return Task.CompletedTask;
        });
        // What ends later than timers can tell ends with the connection before.
        if (Callers.EndOf(caller) is { } end && end - _time.GetUtcNow() is var left && left < s_longest)
        {
            source.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        // Revoked between the check at the door and here.
        if (_access.Current is { } list && !IsStillAllowed(caller, list, _time.GetUtcNow()))
        {
            source.Cancel();
        }

        return source.Token;
    }

    /// <summary>Whether a caller who was let in before would be let in now.</summary>
    public static bool IsStillAllowed(ClaimsPrincipal caller, AccessSnapshot list, DateTimeOffset now)
    {
        if (Callers.TicketOf(caller) is { } ticket && list.Revoked.Contains(ticket))
        {
            return false;
        }

        return Callers.IdOf(caller).Split(':', 2) switch
        {
            ["key", var id] => list.Keys.Values.FirstOrDefault(k => k.Id == id) is { } key && key.IsValid(now)
                && Has(Scope.Split(key.Scopes), caller),
            ["user", var id] => list.Users.GetValueOrDefault(id) is { } user
                && user.Stamp == Callers.StampOf(caller) && Has(Scope.Of(user.Role), caller),
            _ => true,
        };
    }

    public void Dispose() => _access.Changed -= Cut;

    private static bool Has(IEnumerable<string> scopes, ClaimsPrincipal caller) =>
        !Callers.ScopesOf(caller).Except(scopes).Any();

    private void Cut(AccessSnapshot list)
    {
        foreach (var (source, caller) in _open)
        {
            if (!IsStillAllowed(caller, list, _time.GetUtcNow()) && _open.TryRemove(source, out _))
            {
                try
                {
                    // Not here: what follows writes to the connection.
                    _ = source.CancelAsync();
                }
                catch (ObjectDisposedException)
                {
                    // It ended by itself at this moment.
                }
            }
        }
    }
}
