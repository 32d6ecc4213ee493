using System.Globalization;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.Streaming;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>Reading analyses of prescriptions and following them.</summary>
internal static class PrescriptionEndpoints
{
    private const int MaxPage = 200;
    private static readonly TimeSpan s_stuck = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_namesPatience = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/prescriptions").WithTags("Prescriptions");
        group.MapGet("", ListAsync).WithName("ListPrescriptions").Needs(Scope.Read)
            .WithSummary("A page of a pharmacy's analyses, the newest first, without names of patients.")
            .Answers<PrescriptionPage>(200).Problems(400, 404);
        group.MapGet("/board", BoardAsync).WithName("GetPrescriptionBoard").Needs(Scope.Read)
            .WithSummary("Today's analyses for the board, with the names of the patients.")
            .Answers<PrescriptionPage>(200).Problems(404);
        group.MapGet("/events", (
                HttpContext context, PharmacyRegistry pharmacies, LiveStreams streams, string? pharmacy) =>
                pharmacies.Find(pharmacy) is { } found
                    ? streams.FollowAsync(context, new(
                        PrescriptionStore.StreamOf(found.Id), _ => Task.FromResult(false), FollowedStream.OfRun))
                    : Task.FromResult(Problem.NotFound(ProblemWords.Pharmacy)))
            .WithName("FollowPrescriptions").Needs(Scope.Read)
            .WithSummary("Events of a pharmacy's prescriptions, after Last-Event-ID or ?after=.").AnswersEvents()
            .Problems(404);
        group.MapGet("/status", StatusAsync).WithName("GetPrescriptionStatus").Needs(Scope.Read)
            .WithSummary("Watches, permits, today's counts and what is stuck, by pharmacy; permits=false asks no run.")
            .Answers<PharmacyStatusList>(200);
        group.MapGet("/overrides", OverridesAsync).WithName("GetPrescriptionOverrides").Needs(Scope.Read)
            .WithSummary("How often each rule was acknowledged and overridden.")
            .Answers<RuleDecisionList>(200);
        group.MapGet("/costs", CostsAsync).WithName("GetPrescriptionCosts").Needs(Scope.Read)
            .WithSummary("What explanations cost, and the saving against the default model.")
            .Answers<PrescriptionCosts>(200);
        group.MapGet("/{id}", GetAsync).WithName("GetPrescription").Needs(Scope.Read)
            .WithSummary("An analysis with its cards.").Answers<PrescriptionDetail>(200).Problems(404);
    }

    private static string LanguageOf(string? asked, Pharmacy? pharmacy) =>
        asked is "en" or "ko" ? asked : pharmacy?.Language ?? "ko";

    private static async Task<IResult> ListAsync(
        PharmacyRegistry pharmacies, PrescriptionStore prescriptions, string? pharmacy, string? day, string? state,
        string? cursor, int? limit, string? language, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        if (state is not null && !Enum.IsDefined(typeof(PrescriptionState), state))
        {
            faults.Add($"state: {FaultWords.FormatOneOf(string.Join(", ", Enum.GetNames<PrescriptionState>()))}");
        }

        if (day is not null && !DateOnly.TryParseExact(day, "yyyy-MM-dd", out _))
        {
            faults.Add($"day: {FaultWords.Day}");
        }

        long before = long.MaxValue;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            faults.Add($"cursor: {FaultWords.Cursor}");
        }

        var size = PageSize.Read(limit, 50, MaxPage, faults);
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        if (pharmacies.Find(pharmacy) is not { } found)
        {
            return Problem.NotFound(ProblemWords.Pharmacy);
        }

        var page = await prescriptions.ListAsync(
            found.Id, day, state is null ? null : Enum.Parse<PrescriptionState>(state), before, size,
            cancellationToken);
        return Results.Json(new PrescriptionPage(
            page.Select(r => PrescriptionView.Summary(r, LanguageOf(language, found))),
            page.Count == size ? page[^1].QueueNumber.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<IResult> BoardAsync(
        HttpContext context, PharmacyRegistry pharmacies, PrescriptionStore prescriptions, IPatientNames names,
        TimeProvider time, string? pharmacy, string? language, CancellationToken cancellationToken)
    {
        if (pharmacies.Find(pharmacy) is not { } found)
        {
            return Problem.NotFound(ProblemWords.Pharmacy);
        }

        // The only answer with names: no cache of a browser or proxy may keep it.
        context.Response.Headers.CacheControl = "no-store";
        var day = found.Today(time.GetUtcNow()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var page = await prescriptions.ListBoardAsync(found.Id, day, MaxPage, cancellationToken);
        List<PrescriptionSummary> items = [];
        // The board does not wait for names: with their database away it goes on with pseudonyms.
        using var patience = new TimeLimit(s_namesPatience, cancellationToken);
        foreach (var record in page)
        {
            items.Add(PrescriptionView.Summary(
                record, LanguageOf(language, found),
                await NameAsync(names, found.Id, record.Serial, patience.Token, cancellationToken)));
        }

        return Results.Json(new PrescriptionPage(items, null));
    }

    private static async Task<string?> NameAsync(
        IPatientNames names, string pharmacy, string serial, CancellationToken patience,
        CancellationToken cancellationToken)
    {
        try
        {
            return patience.IsCancellationRequested ? null : await names.FindAsync(pharmacy, serial, patience);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<IResult> StatusAsync(
        PharmacyRegistry pharmacies, PrescriptionStore prescriptions, PrescriptionRuns runs, TimeProvider time,
        bool? permits, CancellationToken cancellationToken)
    {
        List<PharmacyStatus> all = [];
        var now = time.GetUtcNow();
        foreach (var pharmacy in pharmacies.All)
        {
            var day = pharmacy.Today(now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var stuck = await prescriptions.ListStuckAsync(
                pharmacy.Id, (now - s_stuck).ToUnixTimeMilliseconds(), cancellationToken);
            all.Add(new(
                pharmacy.Id, pharmacy.Name, day, await prescriptions.FindWatchAsync(pharmacy.Id, cancellationToken),
                permits == false ? null : await runs.StatusAsync(pharmacy.Id, cancellationToken),
                await prescriptions.CountAsync(pharmacy.Id, day, cancellationToken),
                stuck.Select(r => PrescriptionView.Summary(r, pharmacy.Language))));
        }

        return Results.Json(new PharmacyStatusList(all));
    }

    private static async Task<IResult> OverridesAsync(
        PrescriptionStore prescriptions, TimeProvider time, int? days, CancellationToken cancellationToken)
    {
        if (days < 1)
        {
            return Problem.Invalid([$"days: {FaultWords.OneOrMore}"]);
        }

        var since = time.GetUtcNow() - TimeSpan.FromDays(Math.Min(days ?? 30, 366));
        return Results.Json(new RuleDecisionList(
            await prescriptions.SumDecisionsAsync(since.ToUnixTimeMilliseconds(), cancellationToken)));
    }

    private static async Task<IResult> CostsAsync(
        ModelLedger ledger, ModelRegistry registry, TimeProvider time, int? days, CancellationToken cancellationToken)
    {
        if (days < 1)
        {
            return Problem.Invalid([$"days: {FaultWords.OneOrMore}"]);
        }

        var since = time.GetUtcNow() - TimeSpan.FromDays(Math.Min(days ?? 30, 366));
        var costs = (await ledger.SumAsync(ModelCostsBy.Use, since, cancellationToken))
            .FirstOrDefault(c => c.Key == "paai");
        var usual = registry.Default;
        var counted = costs is null ? 0 : costs.Amount - costs.UncountedAmount;
        decimal? instead = costs is null || usual is null
            ? null
            : usual.Price.Cost(costs.InputTokens, costs.CachedTokens, costs.OutputTokens);
        return Results.Json(new PrescriptionCosts(
            "paai", costs?.Calls ?? 0, costs?.InputTokens ?? 0, costs?.OutputTokens ?? 0, costs?.Amount ?? 0,
            usual?.Model, instead, instead is > 0 ? 1 - (counted / instead) : null));
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, PharmacyRegistry pharmacies, PrescriptionStore prescriptions, string id, string? language,
        CancellationToken cancellationToken)
    {
        if (await prescriptions.FindAsync(id, cancellationToken) is not { } record)
        {
            return Problem.NotFound(ProblemWords.Analysis);
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(PrescriptionView.Detail(
            record, await prescriptions.PositionAsync(record, cancellationToken),
            LanguageOf(language, pharmacies.Find(record.Pharmacy)), null,
            await prescriptions.ListDecisionsAsync(id, cancellationToken),
            await prescriptions.ListSeenBeforeAsync(record, cancellationToken)));
    }
}
