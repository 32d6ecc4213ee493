using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Events;
using OpsFlow.Records.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>Parts of an analysis that a page asks for apart, as they are large or change on their own.</summary>
internal static class AnalysisPartEndpoints
{
    private static readonly TimeSpan s_shown = TimeSpan.FromDays(14);

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/analyses").WithTags("Analyses");
        group.MapGet("/overview", OverviewAsync).WithName("GetAnalysesOverview").Needs(Scope.Read)
            .WithSummary("How many analyses are in each state, and were opened each hour of the last two weeks.")
            .Answers<AnalysisOverview>(200);
        group.MapGet("/{id}/timeline", TimelineAsync).WithName("GetAnalysisTimeline").Needs(Scope.Read)
            .WithSummary("What happened to an analysis with its times, and its occurrences of two weeks by hour.")
            .Answers<AnalysisTimeline>(200).Problems(404);
        group.MapGet("/{id}/diff", DiffAsync).WithName("GetAnalysisDiff").Needs(Scope.Read)
            .WithSummary("The proposed change in rows, with the hash that a decision on them names.")
            .Answers<AnalysisDiff>(200).Problems(404);
        group.MapGet("/{id}/rounds", RoundsAsync).WithName("ListAnalysisRounds").Needs(Scope.Read)
            .WithSummary("Every round of every run: what was proposed, proven and decided.")
            .Answers<RoundList>(200).Problems(404);
    }

    private static async Task<IResult> OverviewAsync(
        AnalysisStore analyses, TimeProvider time, CancellationToken cancellationToken) => Results.Json(
        new AnalysisOverview(
            (await analyses.CountAsync(cancellationToken)).ToDictionary(c => $"{c.Key}", c => c.Value),
            await analyses.CountByHourAsync(time.GetUtcNow() - s_shown, cancellationToken)));

    private static async Task<IResult> TimelineAsync(
        AnalysisStore analyses, EventStore events, TimeProvider time, string id, CancellationToken cancellationToken) =>
        await analyses.FindStateAsync(id, cancellationToken) is null
            ? Problem.NotFound(ProblemWords.Analysis)
            : Results.Json(new AnalysisTimeline(
                (await events.ReadAsync(AnalysisStore.StreamOf(id), 0, cancellationToken)).Select(TimelineEntry.Of),
                (await analyses.OccurrencesAsync([id], time.GetUtcNow() - s_shown, cancellationToken))[id]));

    private static async Task<IResult> DiffAsync(
        AnalysisStore analyses, string id, CancellationToken cancellationToken) =>
        await analyses.FindAsync(id, cancellationToken) is { Current.Prepared: { Patch: { } patch, Hash: var hash } }
            ? Results.Json(new AnalysisDiff(hash, patch.BaseCommit, UnifiedDiff.Parse(patch.Diff)))
            : Problem.NotFound(ProblemWords.Change);

    private static async Task<IResult> RoundsAsync(
        AnalysisStore analyses, string id, CancellationToken cancellationToken) =>
        await analyses.FindStateAsync(id, cancellationToken) is null
            ? Problem.NotFound(ProblemWords.Analysis)
            : Results.Json(new RoundList(
                (await analyses.ListRoundsAsync(id, cancellationToken)).Select(RoundView.Of)));
}
