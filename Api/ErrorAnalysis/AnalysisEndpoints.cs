using System.Text.Json.Nodes;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.Streaming;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Events;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Exceptions;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>Reading analyses, following them, deciding on them.</summary>
internal static class AnalysisEndpoints
{
    private const int MaxPage = 100;
    private static readonly TimeSpan s_decisionTimeout = TimeSpan.FromSeconds(10);

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/analyses").WithTags("Analyses");
        group.MapGet("", ListAsync).WithName("ListAnalyses").Needs(Scope.Read)
            .WithSummary("A page of analyses, the newest first.").Answers<AnalysisPage>(200).Problems(400);
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
        AnalysisStore analyses, string? state, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        // Not by trying: a number is not the name of a state.
        if (state is not null && !Enum.IsDefined(typeof(AnalysisState), state))
        {
            var states = string.Join(", ", Enum.GetNames<AnalysisState>());
            faults.Add($"state: {FaultWords.FormatOneOf(states)}");
        }

        var before = PageCursor.Read(cursor, faults);
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var size = Math.Clamp(limit ?? 50, 1, MaxPage);
        var page = await analyses.ListAsync(
            state is null ? null : Enum.Parse<AnalysisState>(state), before, size, cancellationToken);
        return Results.Json(new AnalysisPage(
            page.Select(AnalysisView.Summary),
            page.Count == size ? PageCursor.Of(page[^1].CreatedAt, page[^1].Id) : null));
    }

    private static async Task<IResult> GetAsync(
        AnalysisStore analyses,
        string id,
        CancellationToken cancellationToken) =>
        await analyses.FindAsync(id, cancellationToken) is { } record
            ? Results.Json(AnalysisView.Detail(record))
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
        HttpContext context, AnalysisStore analyses, AnalysisRuns runs, string id, CancellationToken cancellationToken)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<DecisionBody>(context.Request, cancellationToken);
        if (body is null)
        {
            return error!;
        }

        var faults = new List<string>();
        if (!Enum.TryParse<DecisionKind>(body.Decision, ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
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

        if (await analyses.FindAsync(id, cancellationToken) is not { } record)
        {
            return Problem.NotFound(ProblemWords.Analysis);
        }

        if (record.State != AnalysisState.AwaitingApproval)
        {
            return Problem.Conflict(
                "not_awaiting_approval", ProblemWords.FormatNotWaiting(record.State));
        }

        var decision = runs.Sealed(id, new Decision(
            kind, Callers.NameOf(context.User), "console", body.PatchHash!, body.Reason, Callers.IdOf(context.User)));
        try
        {
            var rpc = AnalysisRuns.Rpc(cancellationToken);
            rpc.Timeout = s_decisionTimeout;
            var receipt = await runs.Handle(id).ExecuteUpdateAsync(
                w => w.SubmitDecisionAsync(decision), new() { Rpc = rpc });
            return receipt.Accepted
                ? Results.Json(new AnalysisAnswer("accepted", id))
                : Problem.Conflict("decision_refused", ProblemWords.DecidedAtSameMoment);
        }
        catch (WorkflowUpdateFailedException e)
        {
            return Problem.Conflict("decision_refused", e.InnerException?.Message ?? e.Message);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            return Problem.Conflict("not_awaiting_approval", ProblemWords.AnalysisOver);
        }
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
            return Problem.Conflict("not_retryable", ProblemWords.FormatNotRetryable(record.State));
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

        var history = await runs.Handle(id).FetchHistoryAsync(new() { Rpc = AnalysisRuns.Rpc(cancellationToken) });
        return Results.Text(history.ToJson(), "application/json");
    }

    private sealed record DecisionBody(string? Decision, string? PatchHash, string? Reason);
}
