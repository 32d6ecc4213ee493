using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.RateLimits;

namespace OpsFlow.Api.Access;

/// <summary>Who is signed in to the console. Open to everybody who is: for their own sessions.</summary>
internal static class OpenSessionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/sessions").WithTags("Access").RequireAuthorization()
            .RequireRateLimiting(RateLimitRegistration.PerCaller).Problems(401, 429, 503);
        group.MapGet("", ListAsync).WithName("ListSessions")
            .WithSummary("Sessions of the console that go on: the caller's own, or with the scope access all.")
            .Answers<OpenSessionList>(200);
        group.MapDelete("/{id}", EndAsync).WithName("EndSession")
            .WithSummary("Ends a session that the caller may see; within a second no replica takes it.")
            .Answers(204).Problems(404);
    }

    private static async Task<IResult> ListAsync(HttpContext context, Sessions sessions, CancellationToken token) =>
        Results.Json(new OpenSessionList(await sessions.ListAsync(context.User, token)));

    private static async Task<IResult> EndAsync(
        HttpContext context, Sessions sessions, string id, CancellationToken token) =>
        await sessions.EndAsync(context.User, id, token)
            ? Results.NoContent()
            : Problem.NotFound(ProblemWords.Session);
}
