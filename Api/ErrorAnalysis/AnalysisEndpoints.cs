using System.Text.Json.Nodes;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.Streaming;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Events;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>Reading analyses, following them, deciding on them.</summary>
internal static class AnalysisEndpoints
{

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/analyses").WithTags("Analyses");
        group.MapGet("", ListAsync).WithName("ListAnalyses").Needs(Scope.Read)
            .WithSummary("A page of analyses, the newest first, by state, server, type, time and text.")
            .Answers<AnalysisPage>(200).Problems(400);
        group.MapGet("/cursor", async (EventStore events, CancellationToken token) =>
                Results.Json(new EventCursor(await events.LastAsync(AnalysisStore.AllStream, token))))
            .WithName("GetAnalysesCursor").Needs(Scope.Read)
            .WithSummary("The number of the last event of all analyses.").Answers<EventCursor>(200);
        group.MapGet("/events", (HttpContext context, LiveStreams streams) => streams.FollowAsync(
                context, new(AnalysisStore.AllStream, _ => Task.FromResult(false), FollowedStream.OfNotices)))
            .WithName("FollowAnalyses").Needs(Scope.Read)
            .WithSummary("Events of all analyses, after Last-Event-ID or ?after=.").AnswersEvents();
        group.MapGet("/{id}", GetAsync).WithName("GetAnalysis").Needs(Scope.Read)
            .WithSummary("An analysis with its report, result and patch.")
            .Answers<AnalysisDetail>(200).Problems(404);
        group.MapGet("/{id}/events", FollowAsync).WithName("FollowAnalysis").Needs(Scope.Read)
            .WithSummary("Events of an analysis, after Last-Event-ID or ?after=; the last one is 'end'.")
            .AnswersEvents().Problems(404);
        group.MapPost("/{id}/decision", DecideAsync).WithName("DecideAnalysis").Needs(Scope.Decide)
            .WithSummary("Approves or rejects the fix.")
            .AcceptsJson<DecisionBody>().Answers<AnalysisAnswer>(200).Problems(400, 404, 409, 413);
        group.MapPost("/{id}/retry", RetryAsync).WithName("RetryAnalysis").Needs(Scope.Decide)
            .WithSummary("Runs an analysis again that ended without a fix.")
            .Answers<AnalysisAnswer>(202).Problems(404, 409);
        group.MapGet("/{id}/history", HistoryAsync).WithName("GetAnalysisHistory").Needs(Scope.Read)
            .WithSummary("The history of the analysis' workflow, as the worker's replay takes it.")
            .Answers<JsonObject>(200).Problems(404);
    }

    private static async Task<IResult> ListAsync(
        AnalysisStore analyses, TimeProvider time, [AsParameters] AnalysisQuery query,
        CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        var (filter, before) = query.Read(faults);
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var page = await analyses.ListAsync(filter, before, query.Size, cancellationToken);
        var now = time.GetUtcNow();
        var occurrences = await analyses.OccurrencesAsync(
            page.Select(r => r.Id), now - AnalysisView.Recent, cancellationToken);
        return Results.Json(new AnalysisPage(
            page.Select(r => AnalysisView.Summary(r, occurrences[r.Id], now)),
            page.Count == query.Size ? PageCursor.Of(page[^1].CreatedAt, page[^1].Id) : null));
    }

    private static async Task<IResult> GetAsync(
        AnalysisStore analyses, ServerDirectory servers, GitHubOptions gitHub, string id,
        CancellationToken cancellationToken) =>
        await analyses.FindAsync(id, cancellationToken) is { } record
            ? Results.Json(AnalysisView.Detail(
                record, await servers.FindAsync(record.ServerName, cancellationToken), gitHub,
                await analyses.FindMuteAsync(id, cancellationToken)))
            : Problem.NotFound(ProblemWords.Analysis);

    private static async Task<IResult> FollowAsync(
        HttpContext context, AnalysisStore analyses, LiveStreams streams, string id,
        CancellationToken cancellationToken) =>
        await analyses.FindStateAsync(id, cancellationToken) is null
            ? Problem.NotFound(ProblemWords.Analysis)
            : await streams.FollowAsync(context, new(
                AnalysisStore.StreamOf(id),
                async token => await analyses.FindStateAsync(id, token) is not { } state
                    || AnalysisStore.IsFinal(state),
                FollowedStream.OfRun));

    private static async Task<IResult> DecideAsync(
        HttpContext context, AnalysisDecisions decisions, string id, CancellationToken cancellationToken)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<DecisionBody>(context.Request, cancellationToken);
        if (body is null)
        {
            return error!;
        }

        var faults = new List<string>();
        if (!EnumName.TryRead<DecisionKind>(body.Decision, out var kind))
        {
            faults.Add($"decision: {FaultWords.FormatOneOf("approve, reject")}");
        }

        if (string.IsNullOrEmpty(body.PatchHash))
        {
            faults.Add($"patchHash: {FaultWords.PatchHash}");
        }

        if (body.Reason?.Length > 2000)
        {
            faults.Add($"reason: {FaultWords.FormatAtMost(2000)}");
        }

        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var answer = await decisions.DecideAsync(
            id, kind, body.PatchHash!, body.Reason, "console", context.User, cancellationToken);
        return answer.Outcome switch
        {
            DecisionOutcome.Accepted => Results.Json(new AnalysisAnswer("accepted", id)),
            DecisionOutcome.NotFound => Problem.NotFound(ProblemWords.Analysis),
            DecisionOutcome.Refused => Problem.Conflict("decision_refused", answer.Reason!),
            _ => Problem.Conflict("not_awaiting_approval", answer.Reason!),
        };
    }

    private static async Task<IResult> RetryAsync(
        HttpContext context, AnalysisStore analyses, FailedAnalyses failed, string id)
    {
        var token = context.RequestAborted;
        if (await analyses.FindAsync(id, token) is not { } record)
        {
            return Problem.NotFound(ProblemWords.Analysis);
        }

        if (record.State is not (AnalysisState.Failed or AnalysisState.Canceled
            or AnalysisState.Expired or AnalysisState.NoFix))
        {
            return Problem.Conflict("not_retryable", ProblemWords.FormatNotRetryable(StateNames.Of(record.State)));
        }

        await failed.RetryAsync(record, Callers.NameOf(context.User), token);
        return Results.Json(new AnalysisAnswer("restarted", id), statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> HistoryAsync(
        AnalysisStore analyses, AnalysisRuns runs, string id, CancellationToken cancellationToken)
    {
        if (await analyses.FindStateAsync(id, cancellationToken) is null)
        {
            return Problem.NotFound(ProblemWords.Analysis);
        }

        var history = await runs.Handle(id).FetchHistoryAsync(new() { Rpc = EngineCall.Brief(cancellationToken) });
        return Results.Text(history.ToJson(), "application/json");
    }

    private sealed record DecisionBody(string? Decision, string? PatchHash, string? Reason);
}
