using System.Globalization;
using OpsFlow.Activities.Prescriptions;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Access;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>Asking for analyses and deciding on their cards.</summary>
internal static class PrescriptionActionEndpoints
{
    private const int MaxNote = 1000;

    // A database that is away makes nobody wait: the run finds out later.
    private static readonly TimeSpan s_lookPatience = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/prescriptions").WithTags("Prescriptions");
        group.MapPost("/analyze", (HttpContext context, PharmacyRegistry pharmacies, PharmacySources sources,
                PrescriptionStore store, PrescriptionRuns runs, CancellationToken token) =>
                AnalyzeAsync<AnalyzeBody>(
                    context, pharmacies, sources, store, runs, b => (b.PreSerial, b.Pharmacy), "preSerial", token))
            .WithName("AnalyzePrescription").Needs(Scope.Decide)
            .WithSummary("Analyzes a prescription, of whatever day, or once more.")
            .AcceptsJson<AnalyzeBody>().Answers<AnalyzeAnswer>(202).Problems(400, 404, 413);
        group.MapPost("/{id}/cards/{card}/decision", DecideAsync).WithName("DecidePrescriptionCard").Needs(Scope.Decide)
            .WithSummary("Acknowledges a card, or overrides it for a coded reason.")
            .AcceptsJson<DecisionBody>().Answers<AnalyzeAnswer>(200).Problems(400, 404, 409, 413);
        group.MapPost("/{id}/retry", RetryAsync).WithName("RetryPrescription").Needs(Scope.Decide)
            .WithSummary("Analyzes a prescription again that failed.")
            .Answers<AnalyzeAnswer>(202).Problems(404, 409);
    }

    /// <summary>The path and the names of the system before.</summary>
    public static void MapFormer(IEndpointRouteBuilder app) => app.MapPost(
            "/pmr/api/paai/analyze",
            (HttpContext context, PharmacyRegistry pharmacies, PharmacySources sources, PrescriptionStore store,
                PrescriptionRuns runs, CancellationToken token) => AnalyzeAsync<FormerBody>(
                    context, pharmacies, sources, store, runs, b => (b.pre_serial, b.pharmacy), "pre_serial", token))
        .WithName("AnalyzePrescriptionFormerly").WithTags("Prescriptions").Needs(Scope.Decide)
        .WithSummary("As POST /api/v1/prescriptions/analyze, at its former path.")
        .AcceptsJson<FormerBody>().Answers<AnalyzeAnswer>(202).Problems(400, 401, 404, 413, 429, 503);

    private static async Task<IResult> AnalyzeAsync<T>(
        HttpContext context, PharmacyRegistry pharmacies, PharmacySources sources, PrescriptionStore store,
        PrescriptionRuns runs, Func<T, (string? Serial, string? Pharmacy)> read, string name, CancellationToken token)
        where T : class
    {
        // The system before sends more than is read here.
        var (body, error) = await RequestBody.ReadJsonAsync<T>(
            context.Request, RequestBody.MaxBytes, token, isTolerant: typeof(T) == typeof(FormerBody));
        if (body is null)
        {
            return error!;
        }

        var (serial, id) = read(body);
        if (pharmacies.Find(id) is not { } pharmacy)
        {
            return id is null && pharmacies.All.Count > 1
                ? Problem.Invalid([$"pharmacy: {FaultWords.WhichPharmacy}"])
                : Problem.NotFound(ProblemWords.Pharmacy);
        }

        if (pharmacy.SerialRule.DayOf(serial) is not { } day)
        {
            return Problem.Invalid([$"{name}: {FaultWords.Serial}"]);
        }

        // What was analyzed before and is gone by now takes its cards along.
        if (await sources.HasAsync(pharmacy.Id, serial!, s_lookPatience, token) == false
            && !await store.HasAnyAsync(pharmacy.Id, serial!, token))
        {
            return Problem.NotFound(ProblemWords.Prescription);
        }

        var (analysis, isNew) = await store.AskAsync(pharmacy.Id, serial!, day, token);
        await runs.LookAgainAsync(pharmacy.Id, token);
        return Results.Json(
            new AnalyzeAnswer(isNew ? "queued" : "running", analysis), statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> DecideAsync(
        HttpContext context, PrescriptionStore store, PrescriptionRuns runs, string id, string card,
        CancellationToken token)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<DecisionBody>(context.Request, token);
        if (body is null)
        {
            return error!;
        }

        if (await store.FindAsync(id, token) is not { } record)
        {
            return Problem.NotFound(ProblemWords.Analysis);
        }

        if (PrescriptionCards.Of(record, "en").FirstOrDefault(c => $"{c.Uuid}" == card) is not { } shown)
        {
            return Problem.NotFound(ProblemWords.Card);
        }

        var faults = FaultsOf(body, shown, out var action);
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        if (WhyClosed(record.State) is { } closed)
        {
            return Problem.Conflict("not_open", closed);
        }

        if (await WhoDecidedAsync(store, id, card, token) is { } decided)
        {
            return decided;
        }

        var note = await store.KeepNoteAsync(body.Text, token);
        var decision = runs.Sealed(id, new CardDecision(
            card, action, action == CardAction.Override ? body.Reason : null, note, Callers.IdOf(context.User),
            Callers.NameOf(context.User)));
        var answer = await SubmittedAnswer.OfAsync(
            runs.Handle(id).ExecuteUpdateAsync(
                w => w.DecideCardAsync(decision), new() { Rpc = EngineCall.Rpc(token) }),
            Results.Json(new AnalyzeAnswer("accepted", id)),
            ("decision_refused", ProblemWords.DecidedAtSameMoment),
            () => WithoutRunAsync(store, runs, record, token));
        if (note is not null && answer is IStatusCodeHttpResult { StatusCode: StatusCodes.Status409Conflict })
        {
            // It may name people. Where nobody knows what became of the decision, upkeep looks a day later.
            await store.RemoveNoteAsync(note, token);
        }

        return answer is IStatusCodeHttpResult { StatusCode: StatusCodes.Status409Conflict }
            ? await WhoDecidedAsync(store, id, card, token) ?? answer
            : answer;
    }

    // Who comes later is told who was first, and what they did.
    private static async Task<IResult?> WhoDecidedAsync(
        PrescriptionStore store, string id, string card, CancellationToken token)
    {
        if ((await store.ListDecisionsAsync(id, token)).FirstOrDefault(d => d.CardId == card) is not { } first)
        {
            return null;
        }

        var at = DateTimeOffset.FromUnixTimeMilliseconds(first.DecidedAt);
        var what = first.Action == nameof(CardAction.Override) ? ProblemWords.Overridden : ProblemWords.Acknowledged;
        return Problem.Create(
            409, "already_decided", ProblemWords.Conflict,
            ProblemWords.FormatCardDecided(
                first.ByName, at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), what),
            new() { ["decision"] = new { action = first.Action, byName = first.ByName, at } });
    }

    // Whatever its run knows of it: no decision is kept of a card that nobody should act by.
    private static string? WhyClosed(PrescriptionState state) => state switch
    {
        PrescriptionState.Superseded or PrescriptionState.Withdrawn => ProblemWords.CardReplaced,
        PrescriptionState.Queued or PrescriptionState.Checking => ProblemWords.AnalysisRestarts,
        _ => null,
    };

    // Nobody takes the decision: the run was ended from outside, or waited as long as it may.
    private static async Task<(string Code, string Detail)> WithoutRunAsync(
        PrescriptionStore store, PrescriptionRuns runs, PrescriptionRecord record, CancellationToken token)
    {
        if (!await store.ReviveAsync(record.Id, token))
        {
            return ("not_open", ProblemWords.AnalysisOver);
        }

        await runs.LookAgainAsync(record.Pharmacy, token);
        return ("not_open", ProblemWords.AnalysisRestarts);
    }

    private static List<string> FaultsOf(DecisionBody body, CdsCard card, out CardAction action)
    {
        List<string> faults = [];
        if (!EnumName.TryRead(body.Action, out action))
        {
            faults.Add($"action: {FaultWords.FormatOneOf("acknowledge, override")}");
        }
        else if (action == CardAction.Override)
        {
            if (card.OverrideReasons.All(r => r.Code != body.Reason))
            {
                var codes = string.Join(", ", card.OverrideReasons.Select(r => r.Code));
                faults.Add($"reason: {FaultWords.FormatOneOf(codes)}");
            }
            else if (body.Reason == OverrideReasons.Other && string.IsNullOrWhiteSpace(body.Text))
            {
                faults.Add($"text: {FaultWords.OtherReason}");
            }
        }

        if (body.Text?.Length > MaxNote)
        {
            faults.Add($"text: {FaultWords.FormatAtMost(MaxNote)}");
        }

        return faults;
    }

    private static async Task<IResult> RetryAsync(
        PrescriptionStore store, FailedPrescriptions failed, string id, CancellationToken token)
    {
        if (await store.FindAsync(id, token) is not { } record)
        {
            return Problem.NotFound(ProblemWords.Analysis);
        }

        if (record.State is not (PrescriptionState.Failed or PrescriptionState.Skipped))
        {
            return Problem.Conflict("not_retryable", ProblemWords.FormatNotRetryable(StateNames.Of(record.State)));
        }

        var analysis = await failed.RetryAsync(record, token);
        return Results.Json(new AnalyzeAnswer("queued", analysis), statusCode: StatusCodes.Status202Accepted);
    }

    private sealed record AnalyzeBody(string? PreSerial, string? Pharmacy);

    // As the system before wrote them.
#pragma warning disable IDE1006, SA1300
    private sealed record FormerBody(string? pre_serial, string? pharmacy);
#pragma warning restore IDE1006, SA1300

    private sealed record DecisionBody(string? Action, string? Reason, string? Text);
}
