using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Access;

/// <summary>Keys of callers.</summary>
internal static class KeyEndpoints
{
    private const int MaxName = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/keys").WithTags("Access");
        group.MapGet("", ListAsync).WithName("ListKeys").Needs(Scope.Access)
            .WithSummary("All keys of callers; the keys themselves are not kept.").Answers<KeyList>(200);
        group.MapPost("", AddAsync).WithName("AddKey").Needs(Scope.Access)
            .WithSummary("Makes a key; the answer is the only place that shows it.")
            .AcceptsJson<KeyBody>().Answers<NewKey>(201).Problems(400, 413);
        group.MapDelete("/{id}", RevokeAsync).WithName("RevokeKey").Needs(Scope.Access)
            .WithSummary("Revokes a key for good; within a second no replica takes it.").Answers(204).Problems(404);
    }

    private static async Task<IResult> ListAsync(AccessStore store, CancellationToken token) =>
        Results.Json(new KeyList(
            (await store.ReadAsync(token)).Keys.Values.OrderBy(k => k.CreatedAt).Select(KeyView.Of)));

    private static async Task<IResult> AddAsync(
        HttpContext context, AccessStore store, AccessList access, TimeProvider time, CancellationToken token)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<KeyBody>(context.Request, token);
        if (body is null)
        {
            return error!;
        }

        var now = time.GetUtcNow();
        var scopes = body.Scopes?.Distinct().ToList() ?? [];
        var faults = new List<string>();
        if (body.Name?.Trim() is not { Length: > 0 and <= MaxName } name)
        {
            faults.Add($"name: {FaultWords.FormatKeyName(MaxName)}");
            name = "";
        }
        else if (Callers.IsReserved(name))
        {
            faults.Add($"name: {FaultWords.ReservedName}");
        }

        if (scopes.Count == 0 || scopes.Except(Scope.All).Any())
        {
            faults.Add($"scopes: {FaultWords.FormatSomeOf(string.Join(", ", Scope.All))}");
        }
        else if (!Callers.HasAll(context.User, scopes))
        {
            faults.Add($"scopes: {FaultWords.GiveOnlyOwn}");
        }

        if (body.ExpiresAt <= now)
        {
            faults.Add($"expiresAt: {FaultWords.TimeToCome}");
        }

        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var (kept, key) = ApiKey.Create(name, scopes, Callers.NameOf(context.User), now, body.ExpiresAt);
        await store.AddAsync(kept, token);
        await access.RefreshAsync(token);
        return Results.Json(new NewKey(KeyView.Of(kept), key), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(
        HttpContext context, AccessStore store, AccessList access, string id, CancellationToken token)
    {
        if ((await store.ReadAsync(token)).Keys.Values.FirstOrDefault(k => k.Id == id) is { } key
            && !Callers.HasAll(context.User, Scope.Split(key.Scopes)))
        {
            return Problem.OverCaller(FaultWords.KeyOverCaller);
        }

        var isThere = await store.RevokeKeyAsync(id, token);
        await access.RefreshAsync(token);
        return isThere ? Results.NoContent() : Problem.NotFound(ProblemWords.Key);
    }

    private sealed record KeyBody(string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt);
}
