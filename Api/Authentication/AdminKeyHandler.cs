using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OpsFlow.Api.Errors;
using OpsFlow.Api.RateLimits;

namespace OpsFlow.Api.Authentication;

/// <summary>The admin key as <c>Authorization: Bearer KEY</c>.</summary>
internal sealed class AdminKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    AdminKey key,
    WrongKeys wrongKeys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string Bearer = "Bearer ";
    private TimeSpan? _blockedFor;

    /// <summary>Whether a request brings a key, which then counts rather than its cookie.</summary>
    public static bool HasKey(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!HasKey(Request))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var isRight = wrongKeys.Check(Context, Request.Headers.Authorization.ToString()[Bearer.Length..].Trim(), key, out _blockedFor);
        return Task.FromResult(isRight
            ? AuthenticateResult.Success(new(new ClaimsPrincipal(Administrator.Identity(Scheme.Name)), Scheme.Name))
            : AuthenticateResult.Fail("The admin key is wrong."));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_blockedFor is { } wait)
        {
            return Problem.TooMany("Too many wrong keys came from this address.", wait).ExecuteAsync(Context);
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.Unauthenticated().ExecuteAsync(Context);
    }
}
