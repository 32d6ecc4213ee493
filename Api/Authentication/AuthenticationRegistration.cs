using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Authentication;

/// <summary>Registers who may do what.</summary>
internal static class AuthenticationRegistration
{
    public static IServiceCollection AddOpsFlowAuthentication(this IServiceCollection services, JwtSettings jwt)
    {
        services.AddSingleton<AdminKey>();
        services.AddSingleton<AccessStore>();
        services.AddSingleton<AccessList>();
        services.AddHostedService(p => p.GetRequiredService<AccessList>());
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<Tokens>();
        services.AddSingleton<IPasswordHasher<ConsoleUser>, PasswordHasher<ConsoleUser>>();
        var schemes = services.AddAuthentication(Callers.AnyScheme)
            .AddPolicyScheme(Callers.AnyScheme, null, any =>
            {
                any.ForwardDefaultSelector = context => KeyHandler.BearerOf(context.Request) switch
                {
                    null => Callers.SessionScheme,
                    { } text when jwt.Issuer is not null && text.Count(c => c == '.') == 2 => Callers.TokenScheme,
                    _ => Callers.KeyScheme,
                };
                any.ForwardChallenge = Callers.KeyScheme;
                any.ForwardForbid = Callers.KeyScheme;
            })
            .AddScheme<AuthenticationSchemeOptions, KeyHandler>(Callers.KeyScheme, null)
            .AddCookie(Callers.SessionScheme, cookie =>
            {
                cookie.Cookie.Name = Callers.Cookie;
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                // Behind a trusted proxy the request is what the proxy says it was.
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.ExpireTimeSpan = Sessions.Lifetime;
                cookie.SlidingExpiration = false;
                cookie.EventsType = typeof(Sessions);
            });
        if (jwt.Issuer is not null)
        {
            schemes.AddJwtBearer(Callers.TokenScheme, options => Tokens.Configure(options, jwt));
        }

        Callers.AddPolicies(services);
        return services;
    }
}
