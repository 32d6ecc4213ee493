using System.Text.Json;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Domain.Waste.Matching;
using OpsFlow.Platform.Access;
using OpsFlow.Records.Waste;

namespace OpsFlow.Api.Waste;

/// <summary>Asking the rules alone: no model, no run.</summary>
internal static class WasteEndpoints
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/waste/match", MatchAsync)
        .WithTags("Waste").WithName("MatchWaste").Needs(Scope.Use)
        .WithSummary("The rule for a text or a classification, with its sources and why it matched.")
        .AcceptsJson<MatchBody>().Answers<WasteMatch>(200).Problems(400, 404)
        .ShowsRequest(new { text = "기름에 젖은 치킨 상자", language = "ko" }).ShowsAnswer(200, WasteMatch.Example);

    private static async Task<IResult> MatchAsync(
        HttpContext context, WasteLibrary library, CancellationToken cancellationToken)
    {
        // What another answer said is handed on whole.
        var (body, error) = await RequestBody.ReadJsonAsync<MatchBody>(
            context.Request, RequestBody.MaxBytes, cancellationToken, isTolerant: true);
        if (body is null)
        {
            return error!;
        }

        if (string.IsNullOrWhiteSpace(body.Text) == body.Classification is null)
        {
            return Problem.Invalid([$"text: {FaultWords.TextOrClassification}"]);
        }

        var seen = body.Classification;
        if (seen is not null && WasteClassification.FaultsOf(
            seen.Category, seen.Subcategory, seen.Condition, seen.Confidence, library.Rules.Catalog) is
            { Count: > 0 } faults)
        {
            return Problem.Invalid(faults);
        }

        var query = seen is null
            ? new WasteQuery(body.Text!)
            : new WasteQuery(
                seen.Item ?? "", library.Rules.Catalog.FindClass(seen.Category)?.Name.Ko, seen.Subcategory,
                seen.Material, seen.Condition);
        return library.Rules.Match(query) is { } match
            ? Results.Json(WasteMatch.Of(match, library.Rules.Catalog, body.Language ?? "ko"))
            : Problem.Create(404, "no_rule", ProblemWords.NoRule);
    }

    private sealed record MatchBody(string? Text, ClassificationBody? Classification, string? Language);

    private sealed record ClassificationBody(
        string? Category, string? Subcategory, string? Item, string? Material, string[]? Condition,
        JsonElement? Confidence);
}
