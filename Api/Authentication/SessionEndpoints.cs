using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.RateLimits;

namespace OpsFlow.Api.Authentication;

/// <summary>Signing in to the console.</summary>
internal static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/session").WithTags("Session");
        group.MapPost("", SignInAsync).WithName("SignIn").WithSummary("Signs in to the console: answers with a session cookie.")
            .AcceptsJson<SessionBody>().Answers(204).Problems(400, 401, 413, 429);
        group.MapDelete("", SignOutAsync).WithName("SignOut").WithSummary("Ends the session of the cookie, everywhere.").Answers(204);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, AdminKey key, Sessions sessions, WrongKeys wrongKeys, CancellationToken cancellationToken)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<SessionBody>(context.Request, cancellationToken);
        if (body is null)
        {
            return error!;
        }

        if (!wrongKeys.Check(context, body.Key?.Trim(), key, out var blockedFor))
        {
            return blockedFor is { } wait
                ? Problem.TooMany("Too many wrong keys came from this address.", wait)
                : Problem.Unauthenticated();
        }

        await sessions.SignInAsync(context);
        return Results.NoContent();
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, Sessions sessions)
    {
        await sessions.SignOutAsync(context);
        return Results.NoContent();
    }

    private sealed record SessionBody(string? Key);
}
