using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Domain.Prescriptions.Drugs;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Access;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>Checking names of drugs without recording anything.</summary>
internal static class InteractionEndpoints
{
    private const int MaxDrugs = 60;
    private const int MaxName = 500;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/interactions/check", CheckAsync)
        .WithTags("Prescriptions").WithName("CheckInteractions").Needs(Scope.Read)
        .WithSummary("What the data says about some drugs, in language (en, ko) or Accept-Language; records nothing.")
        .AcceptsJson<CheckBody>().Answers<InteractionAnswer>(200).Problems(400, 413);

    private static async Task<IResult> CheckAsync(
        HttpContext context, IInteractionChecks checks, CancellationToken token)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<CheckBody>(context.Request, token);
        if (body is null)
        {
            return error!;
        }

        List<string> faults = [];
        if (body.Drugs is not { Count: > 0 and <= MaxDrugs })
        {
            faults.Add($"drugs: {FaultWords.FormatDrugCount(MaxDrugs)}");
        }
        else if (body.Drugs.Any(d => d is null || d.Length > MaxName))
        {
            faults.Add($"drugs: {FaultWords.FormatDrugNames(MaxName)}");
        }

        if (body.Language is not (null or "en" or "ko"))
        {
            faults.Add($"language: {FaultWords.FormatOneOf("en, ko")}");
        }

        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var language = body.Language ?? Language.Current;
        var (result, cards) = await checks.CheckAsync(body.Drugs!, language, token);
        return Results.Json(new InteractionAnswer(
            result.Table, result.DataVersion, result.Notice.In(language), result.Drugs,
            [.. result.Interactions, .. result.Others ?? []], result.Duplicates,
            [.. result.Drugs.Where(d => d.Drug.Status != DrugStatus.Known).Select(d => body.Drugs![d.Line - 1])],
            cards, result.Failure));
    }

    private sealed record CheckBody(IReadOnlyList<string>? Drugs, string? Language);
}
