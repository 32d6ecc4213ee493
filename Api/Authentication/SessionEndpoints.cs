using Microsoft.AspNetCore.Identity;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.RateLimits;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Authentication;

/// <summary>Signing in to the console.</summary>
internal static class SessionEndpoints
{
    private const int MaxName = 64;

    // So that an unknown name takes as long as a wrong password.
    private static readonly ConsoleUser s_nobody = new()
    {
        PasswordHash = new PasswordHasher<ConsoleUser>().HashPassword(new(), Guid.NewGuid().ToString()),
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/session").WithTags("Session");
        group.MapPost("", SignInAsync).WithName("SignIn")
            .WithSummary("Signs in to the console, by key or by name and password: answers with a session cookie.")
            .AcceptsJson<SessionBody>().Answers(204).Problems(400, 401, 413, 429, 503);
        group.MapGet("", (HttpContext context) => Results.Json(new SessionView(
                Callers.IdOf(context.User), Callers.NameOf(context.User), Callers.ScopesOf(context.User))))
            .WithName("GetSession").WithSummary("Who calls, and what they may do.")
            .RequireAuthorization().Answers<SessionView>(200).Problems(401);
        group.MapDelete("", SignOutAsync).WithName("SignOut").WithSummary("Ends the session of the cookie, everywhere.")
            .Answers(204);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, AdminKey adminKey, AccessList access, Sessions sessions, WrongKeys wrongKeys,
        IPasswordHasher<ConsoleUser> passwords, CancellationToken cancellationToken)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<SessionBody>(context.Request, cancellationToken);
        if (body is null)
        {
            return error!;
        }

        if (access.Current is not { } list)
        {
            return Problem.StoreUnavailable();
        }

        ConsoleUser? user = null;
        TimeSpan? blockedFor;
        var key = body.Key?.Trim();
        var isRight = body.Name is { } name
            ? wrongKeys.CheckPassword(
                context, ConsoleUser.NameOf(name).CutTo(MaxName),
                () => (user = Find(list, passwords, name, body.Password ?? "")) is not null, out blockedFor)
            : wrongKeys.CheckKey(context, key, () => adminKey.Matches(key), out blockedFor);
        if (!isRight)
        {
            return blockedFor is { } wait
                ? Problem.TooMany(ProblemWords.TooManyWrongKeys, wait)
                : Problem.Unauthenticated();
        }

        await sessions.SignInAsync(context, user);
        return Results.NoContent();
    }

    private static ConsoleUser? Find(
        AccessSnapshot list, IPasswordHasher<ConsoleUser> passwords, string name, string password)
    {
        var wanted = ConsoleUser.NameOf(name);
        // Two of before may have one name in two normal forms.
        var user = list.Users.Values.FirstOrDefault(u => u.Name == name)
            ?? list.Users.Values.FirstOrDefault(u => ConsoleUser.NameOf(u.Name) == wanted);
        var typed = ConsoleUser.Typed(password);
        // Hashes of before are of what was typed, in whichever form.
        return IsRight(typed) || (typed != password && IsRight(password)) ? user : null;

        bool IsRight(string text) => passwords.VerifyHashedPassword(
            user ?? s_nobody, (user ?? s_nobody).PasswordHash, text[..Math.Min(text.Length, 200)])
            != PasswordVerificationResult.Failed;
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, Sessions sessions)
    {
        await sessions.SignOutAsync(context);
        return Results.NoContent();
    }

    private sealed record SessionBody(string? Key, string? Name, string? Password);

    private sealed record SessionView(string Id, string Name, IEnumerable<string> Scopes);
}
