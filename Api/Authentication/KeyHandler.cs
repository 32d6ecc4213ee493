using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OpsFlow.Api.Errors;
using OpsFlow.Api.RateLimits;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Authentication;

/// <summary>
/// The admin key or a caller's key as <c>Authorization: Bearer KEY</c>. It also says no for the other schemes.
/// </summary>
internal sealed class KeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    AdminKey adminKey,
    AccessList access,
    WrongKeys wrongKeys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string Bearer = "Bearer ";

    private TimeSpan? _blockedFor;
    private bool _isListLost;

    /// <summary>What a request brings as its bearer, which then counts rather than its cookie; or null.</summary>
    public static string? BearerOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header
        && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header[Bearer.Length..].Trim()
            : null;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerOf(Request) is not { } text)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        ClaimsPrincipal? caller = null;
        wrongKeys.CheckKey(Context, text, () => (caller = Find(text)) is not null || _isListLost, out _blockedFor);
        return Task.FromResult(caller is null
            ? AuthenticateResult.Fail("The key is wrong.")
            : AuthenticateResult.Success(new(caller, Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_blockedFor is { } wait)
        {
            return Problem.TooMany(ProblemWords.TooManyWrongKeys, wait).ExecuteAsync(Context);
        }

        // The key may be right; whether it still is, nobody can say now. The same for tokens and sessions.
        if (_isListLost || access.Current is null)
        {
            return Problem.StoreUnavailable().ExecuteAsync(Context);
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.Unauthenticated().ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem.Create(
            403, "forbidden", ProblemWords.Forbidden,
            ProblemWords.FormatForbiddenDetail(string.Join(' ', Callers.ScopesOf(Context.User)))).ExecuteAsync(Context);

    private ClaimsPrincipal? Find(string text)
    {
        if (adminKey.Matches(text))
        {
            return Callers.Principal(Scheme.Name, Callers.AdministratorId, Callers.Administrator, Scope.All);
        }

        if (access.Current is not { } list)
        {
            _isListLost = true;
            return null;
        }

        return text.Length < 200 && access.FindKey(list, text) is { } key
            ? Callers.Principal(
                Scheme.Name, $"key:{key.Id}", key.Name, Scope.Split(key.Scopes), Callers.Ticket(key.Id, null, key.End))
            : null;
    }
}
