using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Runs;

namespace OpsFlow.Api.Runs;

/// <summary>What failed or is parked in any pipeline, retried or put aside.</summary>
internal static class RunEndpoints
{
    private const int MaxPage = 100;
    private const int MaxText = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/runs").WithTags("Runs");
        group.MapGet("", ListAsync).WithName("ListTroubledRuns").Needs(Scope.Read)
            .WithSummary("Runs that failed or whose writes are parked, the newest first. "
                + "With a text: those whose id, title or reason holds it.")
            .Answers<TroubledRunPage>(200).Problems(400);
        group.MapGet("/counts", CountAsync).WithName("CountRuns").Needs(Scope.Read)
            .WithSummary("How many runs of each pipeline are at work, failed or parked.").Answers<RunCountList>(200);
        group.MapPost("/{pipeline}/{id}/retry", RetryAsync).WithName("RetryRun").Needs(Scope.Decide)
            .WithSummary("Goes on from the step that failed, else from the start.")
            .Answers<RunAnswer>(202).Problems(404, 409);
        group.MapPost("/{pipeline}/{id}/discard", DiscardAsync).WithName("DiscardRun").Needs(Scope.Decide)
            .WithSummary("Takes a run from the list. Its record stays.").Answers<RunAnswer>(200).Problems(404);
    }

    private static async Task<IResult> ListAsync(
        IEnumerable<ITroubledRuns> pipelines, string? state, string? pipeline, string? text, string? cursor, int? limit,
        CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        if (state is not (null or "failed" or "parked"))
        {
            faults.Add($"state: {FaultWords.FormatOneOf("failed, parked")}");
        }

        List<ITroubledRuns> asked = [.. pipelines.Where(p => pipeline is null || p.Pipeline == pipeline)];
        if (asked.Count == 0)
        {
            faults.Add($"pipeline: {FaultWords.FormatOneOf(string.Join(", ", pipelines.Select(p => p.Pipeline)))}");
        }

        if (text?.Length > MaxText)
        {
            faults.Add($"text: {FaultWords.FormatAtMost(MaxText)}");
        }

        var part = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        var before = PageCursor.Read(cursor, faults);
        var size = PageSize.Read(limit, 50, MaxPage, faults);
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var runs = new List<TroubledRun>();
        foreach (var records in asked)
        {
            foreach (var trouble in Enum.GetValues<RunTrouble>())
            {
                if (state is null || state == TroubledRunView.NameOf(trouble))
                {
                    runs.AddRange(await records.ListAsync(trouble, part, before, size, cancellationToken));
                }
            }
        }

        List<TroubledRun> page =
            [.. runs.OrderByDescending(r => r.At).ThenByDescending(r => r.Id, StringComparer.Ordinal).Take(size)];
        return Results.Json(new TroubledRunPage(
            page.Select(TroubledRunView.Of), page.Count == size ? PageCursor.Of(page[^1].At, page[^1].Id) : null));
    }

    private static async Task<IResult> CountAsync(HeldRunCounts counts, CancellationToken cancellationToken) =>
        Results.Json(new RunCountList(await counts.ReadAsync(cancellationToken)));

    private static async Task<IResult> RetryAsync(
        HttpContext context, IEnumerable<ITroubledRuns> pipelines, string pipeline, string id)
    {
        if (await FindAsync(pipelines, pipeline, id, context.RequestAborted) is not { } found)
        {
            return Problem.NotFound(ProblemWords.TroubledRun);
        }

        try
        {
            var step = await found.Records.RetryAsync(found.Run, Callers.NameOf(context.User), context.RequestAborted);
            return Results.Json(new RunAnswer("retried", step), statusCode: StatusCodes.Status202Accepted);
        }
        catch (RetryRefusedException e)
        {
            return Problem.Conflict("not_retryable", e.Message);
        }
    }

    private static async Task<IResult> DiscardAsync(
        HttpContext context, IEnumerable<ITroubledRuns> pipelines, RunDiscards discards, string pipeline, string id)
    {
        if (await FindAsync(pipelines, pipeline, id, context.RequestAborted) is not { } found)
        {
            return Problem.NotFound(ProblemWords.TroubledRun);
        }

        await discards.DiscardAsync(found.Run, Callers.NameOf(context.User), context.RequestAborted);
        return Results.Json(new RunAnswer("discarded"));
    }

    private static async Task<(ITroubledRuns Records, TroubledRun Run)?> FindAsync(
        IEnumerable<ITroubledRuns> pipelines, string pipeline, string id, CancellationToken cancellationToken) =>
        pipelines.FirstOrDefault(p => p.Pipeline == pipeline) is { } records
        && await records.FindAsync(id, cancellationToken) is { } run
            ? (records, run)
            : null;
}
