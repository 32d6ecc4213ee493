using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Authentication;

/// <summary>
/// Checks JSON Web Tokens: of the issuer, for us, not over, not longer than the list of revoked ones keeps entries, and
/// not revoked. Their <c>scope</c> (or <c>scp</c>) names scopes, their <c>role</c> (or <c>roles</c>) roles.
/// </summary>
internal sealed class Tokens(AccessList access, TimeProvider time) : JwtBearerEvents
{
    /// <summary>The longest lifetime of a token. 24 h.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);

    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(30);

    public static void Configure(JwtBearerOptions options, JwtSettings settings)
    {
        options.MapInboundClaims = false;
        options.EventsType = typeof(Tokens);
        options.TokenValidationParameters = new()
        {
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.Audience,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ClockSkew = s_skew,
            // Of the one kind of key that was configured: a public key must not pass for a shared one.
            ValidAlgorithms = settings.SharedKey is null
                ? ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
                : ["HS256", "HS384", "HS512"],
        };
        if (settings.SharedKey is { } key)
        {
            options.TokenValidationParameters.IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key));
        }
        else if (settings.KeySet is { } url)
        {
            options.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                url.ToString(), new KeySetRetriever(), new HttpDocumentRetriever { RequireHttps = !url.IsLoopback })
            {
                // Else a key that the issuer took back would go on for an hour beside its successor.
                UseLastKnownGoodConfiguration = false,
            };
        }
    }

    public override Task TokenValidated(TokenValidatedContext context)
    {
        var token = (JsonWebToken)context.SecurityToken;
        if (access.Current is not { } list)
        {
            context.Fail("The list of revoked tokens cannot be reached.");
        }
        else if (token.Id is not { Length: > 0 and <= 200 } id || token.Subject is not { Length: > 0 })
        {
            context.Fail("A token needs jti and sub.");
        }
        else if (token.IssuedAt == DateTime.MinValue || token.ValidTo - token.IssuedAt > MaxLifetime
            || token.ValidTo > time.GetUtcNow().UtcDateTime + MaxLifetime + s_skew)
        {
            // One that says it is of the future would outlive the entry in the list of revoked ones.
            context.Fail($"A token needs iat, and ends at most {MaxLifetime.TotalHours} h after it.");
        }
        else if (list.Revoked.Contains(id))
        {
            context.Fail("The token was revoked.");
        }
        else
        {
            var caller = $"token:{token.Subject}";
            var name = token.TryGetPayloadValue<string>("name", out var text) ? text : token.Subject;
            context.Principal = Callers.Principal(
                Callers.TokenScheme, caller, Callers.IsReserved(name) ? caller : name, Scopes(token).Distinct(),
                Callers.Ticket(id, null, new DateTimeOffset(token.ValidTo, TimeSpan.Zero)));
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<string> Scopes(JsonWebToken token)
    {
        foreach (var claim in token.Claims)
        {
            switch (claim.Type)
            {
                case "scope" or "scp":
                    foreach (var scope in Scope.Split(claim.Value).Intersect(Scope.All))
                    {
                        yield return scope;
                    }

                    break;
                case "role" or "roles" when EnumName.TryRead<Role>(claim.Value, out var role):
                    foreach (var scope in Scope.Of(role))
                    {
                        yield return scope;
                    }

                    break;
            }
        }
    }

    private sealed class KeySetRetriever : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
            string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var configuration = new OpenIdConnectConfiguration();
            foreach (var key in new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel)).GetSigningKeys())
            {
                configuration.SigningKeys.Add(key);
            }

            return configuration;
        }
    }
}
