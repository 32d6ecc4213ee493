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

        if (body.Jti is not { Length: > 0 and <= MaxId } jti)
        {
            return Problem.Invalid([$"jti: {FaultWords.FormatCharacters(1, MaxId)}"]);
        }

        // No token lives longer than this: the entry outlives its token, whatever anybody believes that its end is.
        await store.RevokeTokenAsync(jti, time.GetUtcNow() + Tokens.MaxLifetime, token);
        await access.RefreshAsync(token);
        return Results.NoContent();
    }

    private sealed record RevocationBody(string? Jti);
}
