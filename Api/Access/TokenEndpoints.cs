using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Access;

/// <summary>Ends JSON Web Tokens before their time.</summary>
internal static class TokenEndpoints
{
    private const int MaxId = 200;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/tokens/revocations", RevokeAsync)
        .WithTags("Access").WithName("RevokeToken").Needs(Scope.Access)
        .WithSummary("Revokes a token by its jti; within a second no replica takes it.")
        .AcceptsJson<RevocationBody>().Answers(204).Problems(400, 413);

    private static async Task<IResult> RevokeAsync(
        HttpContext context, AccessStore store, AccessList access, TimeProvider time, CancellationToken token)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<RevocationBody>(context.Request, token);
        if (body is null)
        {
            return error!;
        }

        // No token lives longer than this, so that an entry without a time outlives its token.
        var end = time.GetUtcNow() + Tokens.MaxLifetime;
        var faults = new List<string>();
        if (body.Jti is not { Length: > 0 and <= MaxId })
        {
            faults.Add($"jti: 1 to {MaxId} characters");
        }

        if (body.Exp is { } exp && exp > end)
        {
            faults.Add($"exp: at most {Tokens.MaxLifetime.TotalHours} h from now, as longer tokens are not taken");
        }

        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        await store.RevokeTokenAsync(body.Jti!, body.Exp ?? end, token);
        await access.RefreshAsync(token);
        return Results.NoContent();
    }

    private sealed record RevocationBody(string? Jti, DateTimeOffset? Exp);
}
