using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Platform.Access;
using OpsFlow.Records.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>Errors that nobody wants to hear of: they are counted, and open no analysis.</summary>
internal static class MuteEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/analyses/{id}/mute").WithTags("Analyses");
        group.MapPut("", MuteAsync).WithName("MuteError").Needs(Scope.Decide)
            .WithSummary("Mutes the error of its latest analysis, for a time or until it is unmuted.")
            .AcceptsJson<MuteBody>().Answers<MuteView>(200).Problems(400, 404, 409, 413);
        group.MapDelete("", UnmuteAsync).WithName("UnmuteError").Needs(Scope.Decide)
            .WithSummary("Hears of the error again.").Answers(204).Problems(404, 409);
    }

    private static async Task<IResult> MuteAsync(
        HttpContext context, AnalysisStore analyses, TimeProvider time, string id, CancellationToken cancellationToken)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<MuteBody>(context.Request, cancellationToken);
        if (body is null)
        {
            return error!;
        }

        if (body.Until <= time.GetUtcNow())
        {
            return Problem.Invalid([$"until: {FaultWords.Later}"]);
        }

        return await ChangeAsync(
            analyses, id, () => analyses.MuteAsync(id, Callers.NameOf(context.User), body.Until, cancellationToken),
            cancellationToken)
            ?? (await analyses.FindMuteAsync(id, cancellationToken) is { } mute
                ? Results.Json(AnalysisView.Mute(mute))
                : Problem.NotFound(ProblemWords.Analysis));
    }

    private static async Task<IResult> UnmuteAsync(
        HttpContext context, AnalysisStore analyses, string id, CancellationToken cancellationToken) =>
        await ChangeAsync(
            analyses, id, () => analyses.UnmuteAsync(id, Callers.NameOf(context.User), cancellationToken),
            cancellationToken)
        ?? Results.NoContent();

    private static async Task<IResult?> ChangeAsync(
        AnalysisStore analyses, string id, Func<Task<bool>> changeAsync, CancellationToken cancellationToken) =>
        await analyses.FindStateAsync(id, cancellationToken) is null ? Problem.NotFound(ProblemWords.Analysis)
        : await changeAsync() ? null
        : Problem.Conflict("not_latest", ProblemWords.NotLatest);

    private sealed record MuteBody(DateTimeOffset? Until);
}
