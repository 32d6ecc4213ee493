using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using OpsFlow.Api.Access;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Authentication;

/// <summary>
/// Sessions of the console. The cookie is a ticket that only this installation's key ring can read; what a user may do
/// is looked up at each request, and a session that was signed out is refused by every replica.
/// </summary>
internal sealed class Sessions(
    AdminKey adminKey, AccessStore store, AccessList access, SessionStore kept, TimeProvider time)
    : CookieAuthenticationEvents
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const string IdClaim = "session";
    private const string StampClaim = "stamp";
    private const string UserClaim = "user";

    private static readonly TimeSpan s_seenInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);

    /// <summary>Signs in a user, or the holder of the admin key.</summary>
    public async Task SignInAsync(HttpContext context, ConsoleUser? user)
    {
        var (id, stamp, now) = (Guid.NewGuid().ToString("n"), user?.Stamp ?? adminKey.Stamp, time.GetUtcNow());
        await ForgetEndedAsync(now, context.RequestAborted);
        await kept.AddAsync(new(PublicId(id), user?.Id, stamp, now, now, now + Lifetime), context.RequestAborted);
        var ticket = new ClaimsIdentity(
            [
                new(IdClaim, id), new(StampClaim, stamp),
                .. user is null ? Array.Empty<Claim>() : [new(UserClaim, user.Id)],
            ],
            Callers.SessionScheme);
        await context.SignInAsync(
            Callers.SessionScheme, new ClaimsPrincipal(ticket), new AuthenticationProperties { IsPersistent = true });
    }

    public async Task SignOutAsync(HttpContext context)
    {
        var ticket = await context.AuthenticateAsync(Callers.SessionScheme);
        if (ticket.Principal is { } caller && Callers.TicketOf(caller) is { } id)
        {
            await EndAsync(id, ticket.Properties?.ExpiresUtc ?? time.GetUtcNow() + Lifetime, context.RequestAborted);
        }

        await context.SignOutAsync(Callers.SessionScheme);
    }

    /// <summary>The sessions that go on and that a caller may see: their own, or all. The newest first.</summary>
    public async Task<IReadOnlyList<OpenSession>> ListAsync(ClaimsPrincipal caller, CancellationToken token)
    {
        var sessions = await kept.ReadAsync(token);
        if (access.Current is not { } list)
        {
            return [];
        }

        var (now, isForAll) = (time.GetUtcNow(), Callers.HasAll(caller, [Scope.Access]));
        var open = new List<OpenSession>();
        foreach (var session in sessions.OrderByDescending(s => s.CreatedAt))
        {
            if (session.ExpiresAt > now && !list.Revoked.Contains(session.Id)
                && OwnerOf(list, session.UserId, session.Stamp) is var (owner, name, _)
                && (isForAll || owner == Callers.IdOf(caller)))
            {
                open.Add(new(
                    session.Id, owner, name, session.CreatedAt, session.LastSeenAt, session.ExpiresAt,
                    session.Id == Callers.TicketOf(caller)));
            }
        }

        return open;
    }

    /// <summary>Ends a session that a caller may see.</summary>
    /// <returns>Whether there is such a session.</returns>
    public async Task<bool> EndAsync(ClaimsPrincipal caller, string id, CancellationToken token)
    {
        if ((await ListAsync(caller, token)).FirstOrDefault(s => s.Id == id) is not { } session)
        {
            return false;
        }

        await EndAsync(id, session.ExpiresAt, token);
        return true;
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (context.Principal is { } ticket && Find(ticket, context.Properties.ExpiresUtc) is { } caller)
        {
            context.ReplacePrincipal(caller);
            await NoteSeenAsync(Callers.TicketOf(caller)!, context.HttpContext.RequestAborted);
        }
        else
        {
            context.RejectPrincipal();
        }
    }

    // What a session is known by outside its cookie: nobody can tell the ticket's id from it.
    private static string PublicId(string id) => ApiKey.HashOf("session " + id)[..32];

    private async Task EndAsync(string id, DateTimeOffset expiresAt, CancellationToken token)
    {
        await store.RevokeTokenAsync(id, expiresAt, token);
        await access.RefreshAsync(token);
        await kept.RemoveAsync(id, token);
    }

    private async Task ForgetEndedAsync(DateTimeOffset now, CancellationToken token)
    {
        foreach (var session in await kept.ReadAsync(token))
        {
            if (session.ExpiresAt <= now)
            {
                await kept.RemoveAsync(session.Id, token);
            }
        }

        foreach (var (id, at) in _seen)
        {
            if (now - at >= s_seenInterval)
            {
                _seen.TryRemove(id, out _);
            }
        }
    }

    private async Task NoteSeenAsync(string id, CancellationToken token)
    {
        var now = time.GetUtcNow();
        if (_seen.TryGetValue(id, out var last) && now - last < s_seenInterval)
        {
            return;
        }

        _seen[id] = now;
        try
        {
            await kept.NoteSeenAsync(id, now, token);
        }
        catch (DbException)
        {
            // Only to be looked at: no reason to refuse anybody. Noted again in a minute.
        }
    }

    private ClaimsPrincipal? Find(ClaimsPrincipal ticket, DateTimeOffset? end)
    {
        var (id, stamp) = (ticket.FindFirstValue(IdClaim), ticket.FindFirstValue(StampClaim));
        // By its own id where it was signed out before sessions had public ones.
        if (id is null || access.Current is not { } list || list.Revoked.Contains(id)
            || list.Revoked.Contains(PublicId(id)))
        {
            return null;
        }

        return OwnerOf(list, ticket.FindFirstValue(UserClaim), stamp) is var (owner, name, scopes)
            ? Callers.Principal(
                Callers.SessionScheme, owner, name, scopes, Callers.Ticket(PublicId(id), stamp, end))
            : null;
    }

    // Null where the user is gone, or user or key are not what they were when the session began.
    private (string Id, string Name, IReadOnlyList<string> Scopes)? OwnerOf(
        AccessSnapshot list, string? userId, string? stamp)
    {
        if (userId is null)
        {
            return stamp == adminKey.Stamp ? (Callers.AdministratorId, Callers.Administrator, Scope.All) : null;
        }

        return list.Users.GetValueOrDefault(userId) is { } user && user.Stamp == stamp
            ? ($"user:{user.Id}", user.Name, Scope.Of(user.Role))
            : null;
    }
}
