using Microsoft.AspNetCore.Authentication;

namespace OpsFlow.Api.Authentication;

/// <summary>Registers who may do what.</summary>
internal static class AuthenticationRegistration
{
    public static IServiceCollection AddOpsFlowAuthentication(this IServiceCollection services)
    {
        services.AddSingleton<AdminKey>();
        services.AddSingleton<Sessions>();
        services.AddAuthentication(Administrator.AnyScheme)
            .AddPolicyScheme(Administrator.AnyScheme, null, any =>
            {
                any.ForwardDefaultSelector = context => AdminKeyHandler.HasKey(context.Request)
                    ? Administrator.KeyScheme
                    : Administrator.SessionScheme;
                any.ForwardChallenge = Administrator.KeyScheme;
                any.ForwardForbid = Administrator.KeyScheme;
            })
            .AddScheme<AuthenticationSchemeOptions, AdminKeyHandler>(Administrator.KeyScheme, null)
            .AddCookie(Administrator.SessionScheme, cookie =>
            {
                cookie.Cookie.Name = Administrator.Cookie;
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                // Behind a trusted proxy the request is what the proxy says it was.
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.ExpireTimeSpan = Sessions.Lifetime;
                cookie.SlidingExpiration = false;
                cookie.EventsType = typeof(Sessions);
            });
        services.AddAuthorizationBuilder()
            .AddPolicy(Administrator.Policy, policy => policy.RequireRole(Administrator.Role));
        return services;
    }
}
