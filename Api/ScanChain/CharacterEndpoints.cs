using System.Text.Json;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.Waste;
using OpsFlow.Domain.Waste.Rewards;
using OpsFlow.Domain.Waste.Vision;
using OpsFlow.Platform.Access;
using OpsFlow.Records.ScanChain;
using OpsFlow.Records.Waste;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Api.ScanChain;

/// <summary>Characters, who owns them, points, and what a classification would be rewarded with.</summary>
internal static class CharacterEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Characters");
        group.MapGet("/characters", (WasteLibrary library, string? language) => Results.Json(new CharacterList(
                library.Rules.Catalog.Characters.Select(c => ScanViews.Of(c, language ?? "ko")))))
            .WithName("ListCharacters").Needs(Scope.Use).WithSummary("All characters.").Answers<CharacterList>(200)
            .ShowsAnswer(200, ScanExamples.Characters);
        group.MapGet("/characters/{id}/picture", Picture)
            .WithName("GetCharacterPicture").Needs(Scope.Use).WithSummary("A character's picture, SVG.")
            .Produces<string>(200, "image/svg+xml").Problems(404);
        group.MapGet("/users/{id}/characters", OwnedAsync)
            .WithName("ListUserCharacters").Needs(Scope.Use)
            .WithSummary("The characters of a user; 'me' is the caller. The default one is everybody's.")
            .Answers<OwnedCharacterList>(200).Problems(404).ShowsAnswer(200, ScanExamples.Owned);
        group.MapGet("/users/{id}/points", PointsAsync)
            .WithName("GetUserPoints").Needs(Scope.Use).WithSummary("The points of a user; 'me' is the caller.")
            .Answers<PointsView>(200).Problems(404).ShowsAnswer(200, ScanExamples.Points);
        group.MapPost("/rewards/evaluate", EvaluateAsync)
            .WithName("EvaluateReward").Needs(Scope.Use)
            .WithSummary("What a classification would be rewarded with; writes nothing.")
            .AcceptsJson<EvaluateBody>().Answers<RewardDecision>(200).Problems(400)
            .ShowsRequest(ScanExamples.ToEvaluate).ShowsAnswer(200, ScanExamples.Decision);
    }

    private static IResult Picture(WasteLibrary library, string id) =>
        library.Rules.Catalog.Characters.FirstOrDefault(c => c.Id == id) is { } character
            ? Results.File(Path.Combine(library.Folder, character.Picture), "image/svg+xml")
            : Problem.NotFound(ProblemWords.Character);

    private static async Task<IResult> OwnedAsync(
        HttpContext context, RewardStore rewards, WasteLibrary library, string id, string? language,
        CancellationToken cancellationToken)
    {
        if (ScanAccess.UserOf(context.User, id) is not { } user)
        {
            return Problem.NotFound(ProblemWords.User);
        }

        var owned = (await rewards.CharactersAsync(user, cancellationToken)).ToDictionary(o => o.CharacterId);
        return Results.Json(new OwnedCharacterList(library.Rules.Catalog.Characters
            .Where(c => c.Default || owned.ContainsKey(c.Id))
            .Select(c => new OwnedCharacterView(
                ScanViews.Of(c, language ?? "ko"), owned.GetValueOrDefault(c.Id)?.ScanId,
                owned.GetValueOrDefault(c.Id) is { } own ? ScanViews.At(own.ObtainedAt) : null))));
    }

    private static async Task<IResult> PointsAsync(
        HttpContext context, RewardStore rewards, string id, CancellationToken cancellationToken)
    {
        if (ScanAccess.UserOf(context.User, id) is not { } user)
        {
            return Problem.NotFound(ProblemWords.User);
        }

        var (total, scans) = await rewards.PointsAsync(user, cancellationToken);
        return Results.Json(new PointsView(user, total, scans));
    }

    private static async Task<IResult> EvaluateAsync(
        HttpContext context, WasteLibrary library, RewardRules rules, CancellationToken cancellationToken)
    {
        // What another answer said is handed on whole.
        var (body, error) = await RequestBody.ReadJsonAsync<EvaluateBody>(
            context.Request, RequestBody.MaxBytes, cancellationToken, isTolerant: true);
        if (body is null)
        {
            return error!;
        }

        if (string.IsNullOrWhiteSpace(body.Category))
        {
            return Problem.Invalid([$"category: {FaultWords.WasteClass}"]);
        }

        var catalog = library.Rules.Catalog;
        var faults = WasteClassification.FaultsOf(
            body.Category, body.Subcategory, body.Condition, body.Confidence, catalog);
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var of = catalog.FindClass(body.Category)?.Name.Ko;
        var seen = new Classification(
            of, body.Subcategory, body.Item ?? "", body.Material, body.Condition ?? [],
            body.Confidence is null ? 1 : VisionReader.Confidence(body.Confidence) ?? 0);
        var match = library.Rules.Match(new(seen.Item, of, seen.Subclass, seen.Material, seen.Conditions));
        return Results.Json(rules.Decide(seen, match, catalog));
    }

    private sealed record EvaluateBody(
        string? Category, string? Subcategory, string? Item, string? Material, string[]? Condition,
        JsonElement? Confidence);
}
