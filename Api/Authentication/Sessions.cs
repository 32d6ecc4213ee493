using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Authentication;

/// <summary>
/// Sessions of the console. The cookie is a ticket that only this installation's key ring can read; what a user may do
/// is looked up at each request, and a session that was signed out is refused by every replica.
/// </summary>
internal sealed class Sessions(AdminKey adminKey, AccessStore store, AccessList access, TimeProvider time)
    : CookieAuthenticationEvents
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const string IdClaim = "session";
    private const string StampClaim = "stamp";
    private const string UserClaim = "user";

    /// <summary>Signs in a user, or the holder of the admin key.</summary>
    public Task SignInAsync(HttpContext context, ConsoleUser? user)
    {
        var ticket = new ClaimsIdentity(
            [
                new(IdClaim, Guid.NewGuid().ToString("n")), new(StampClaim, user?.Stamp ?? adminKey.Stamp),
                .. user is null ? Array.Empty<Claim>() : [new(UserClaim, user.Id)],
            ],
            Callers.SessionScheme);
        return context.SignInAsync(
            Callers.SessionScheme, new ClaimsPrincipal(ticket), new AuthenticationProperties { IsPersistent = true });
    }

    public async Task SignOutAsync(HttpContext context)
    {
        var ticket = await context.AuthenticateAsync(Callers.SessionScheme);
        if (ticket.Principal is { } caller && Callers.TicketOf(caller) is { } id)
        {
            var end = ticket.Properties?.ExpiresUtc ?? time.GetUtcNow() + Lifetime;
            await store.RevokeTokenAsync(id, end, context.RequestAborted);
            await access.RefreshAsync(context.RequestAborted);
        }

        await context.SignOutAsync(Callers.SessionScheme);
    }

    public override Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (context.Principal is { } ticket && Find(ticket, context.Properties.ExpiresUtc) is { } caller)
        {
            context.ReplacePrincipal(caller);
        }
        else
        {
            context.RejectPrincipal();
        }

        return Task.CompletedTask;
    }

    private ClaimsPrincipal? Find(ClaimsPrincipal ticket, DateTimeOffset? end)
    {
        var (id, stamp) = (ticket.FindFirstValue(IdClaim), ticket.FindFirstValue(StampClaim));
        if (id is null || access.Current is not { } list || list.Revoked.Contains(id))
        {
            return null;
        }

        var more = Callers.Ticket(id, stamp, end);
        if (ticket.FindFirstValue(UserClaim) is not { } userId)
        {
            return stamp == adminKey.Stamp
                ? Callers.Principal(Callers.SessionScheme, "admin-key", Callers.Administrator, Scope.All, more)
                : null;
        }

        return list.Users.GetValueOrDefault(userId) is { } user && user.Stamp == stamp
            ? Callers.Principal(Callers.SessionScheme, $"user:{user.Id}", user.Name, Scope.Of(user.Role), more)
            : null;
    }
}
