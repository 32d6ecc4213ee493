using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using OpsFlow.Platform.Store;

namespace OpsFlow.Api.Authentication;

/// <summary>
/// Sessions of the console. The cookie is a ticket that only this installation's key ring can read; what is stored are
/// the few that were signed out before they ended, so that every replica refuses them.
/// </summary>
internal sealed class Sessions(AdminKey key, SettingStore store, TimeProvider time) : CookieAuthenticationEvents
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const string Revoked = "revoked_session:";
    private const string IdClaim = "session";
    private const string StampClaim = "key";

    public Task SignInAsync(HttpContext context)
    {
        var identity = Administrator.Identity(
            Administrator.SessionScheme, new(IdClaim, Guid.NewGuid().ToString("n")), new(StampClaim, key.Stamp));
        return context.SignInAsync(
            Administrator.SessionScheme, new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
    }

    public async Task SignOutAsync(HttpContext context)
    {
        var ticket = await context.AuthenticateAsync(Administrator.SessionScheme);
        if (ticket.Principal?.FindFirstValue(IdClaim) is { } id)
        {
            var now = time.GetUtcNow();
            await store.SetAsync(Revoked + id, Text(ticket.Properties?.ExpiresUtc ?? now + Lifetime), context.RequestAborted);
            await store.RemoveBelowAsync(Revoked, Text(now), context.RequestAborted);
        }

        await context.SignOutAsync(Administrator.SessionScheme);
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var id = context.Principal?.FindFirstValue(IdClaim);
        if (id is null || context.Principal?.FindFirstValue(StampClaim) != key.Stamp
            || await store.FindAsync(Revoked + id, context.HttpContext.RequestAborted) is not null)
        {
            context.RejectPrincipal();
        }
    }

    // Of one length, so that texts compare as times do.
    private static string Text(DateTimeOffset at) =>
        at.ToUnixTimeMilliseconds().ToString("D15", CultureInfo.InvariantCulture);
}
