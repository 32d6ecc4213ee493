using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using OpsFlow.Activities.Shared;
using OpsFlow.Domain.Prescriptions;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Explanations;
using OpsFlow.Domain.Prescriptions.Interactions;
using OpsFlow.Infrastructure.PharmacyDatabases;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Models;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Workflows.Prescriptions;
using OpsFlow.Workflows.Shared;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.Prescriptions;

/// <summary>The side effects of the watch and of the analysis.</summary>
public sealed partial class PrescriptionActivities(
    PharmacyRegistry pharmacies,
    PharmacySources sources,
    PrescriptionWatcher watcher,
    PrescriptionStore prescriptions,
    InteractionProviders providers,
    PrescriptionExplainer explainer,
    IPrescriptionAnalysisRuns runs,
    DecisionSeal seal,
    TimeProvider time) : IPrescriptionActivities
{
    /// <inheritdoc/>
    [Activity("PollPrescriptions")]
    public Task<bool> PollAsync(PollInput input) =>
        Heartbeats.RunAsync(time, (_, token) => watcher.WatchAsync(input.PharmacyId, token));

    /// <inheritdoc/>
    [Activity("NextPrescriptions")]
    public Task<IReadOnlyList<string>> NextAsync(NextInput input) =>
        prescriptions.NextAsync(input.PharmacyId, input.Known, input.Limit, Token);

    /// <inheritdoc/>
    [Activity("FindIdlePrescriptions")]
    public async Task<IReadOnlyList<string>> FindIdleAsync(IReadOnlyList<string> analyses)
    {
        List<string> idle = [];
        foreach (var id in analyses)
        {
            var record = await prescriptions.FindAsync(id, Token);
            if (record is null || PrescriptionStore.IsFinal(record.State) || !await runs.IsRunningAsync(id, Token))
            {
                idle.Add(id);
            }
        }

        return idle;
    }

    /// <inheritdoc/>
    [Activity("CheckPrescription")]
    public async Task<CheckOutcome> CheckAsync(CheckInput input)
    {
        var record = await RecordAsync(input.AnalysisId);
        if (!await prescriptions.BeginAsync(
            record, ActivityExecutionContext.Current.Info.WorkflowRunId!, Milliseconds(input.RunStartedAt), Token))
        {
            // An attempt before this one may have ended it, and its answer got lost with its worker.
            return new(record.State, [], await prescriptions.ListReplacedAsync(record, Token));
        }

        Prescription? prescription;
        try
        {
            prescription = await sources.LoadAsync(record.Pharmacy, record.Serial, Token);
        }
        catch (UnreadableRowException e)
        {
            await EndAsync(input, PrescriptionState.Failed, e.Message);
            return new(PrescriptionState.Failed, [], []);
        }
        // What a database that is away ends with; everything else is a fault of ours, which must show.
        catch (Exception e) when (
            record.Undecided > 0 && e is (DbException or TimeoutException or IOException or SocketException)
            && !Token.IsCancellationRequested)
        {
            if (await prescriptions.IsOutdatedAsync(record, Token))
            {
                // The cards of before are known to be of older content: the new one is waited for.
                throw;
            }

            LogAway(ActivityExecutionContext.Current.Logger, record.Pharmacy, record.Id, e.Message);
            // Only its run was lost: nobody who wants to decide on its cards has to wait for the pharmacy's database.
            return await prescriptions.KeepCardsAsync(record, Token) is { } earlier
                ? new(
                    PrescriptionState.Generating,
                    await OpenAsync(record.Id, PrescriptionCards.ToDecide(PrescriptionCards.Of(record, "en"))), earlier)
                : new(PrescriptionState.Superseded, [], []);
        }

        if (prescription is null)
        {
            // With it go the cards that were shown of it before.
            return new(
                PrescriptionState.Withdrawn, [],
                await prescriptions.WithdrawAsync(record, PrescriptionReasons.Gone, Token));
        }

        // Without a later record nobody else looks at the new content: of another day, or asked for by hand.
        if (record.Version.Length > 0 && record.Version != prescription.Version
            && await prescriptions.IsFollowedAsync(record, Token))
        {
            await EndAsync(input, PrescriptionState.Superseded, PrescriptionReasons.Edited);
            return new(PrescriptionState.Superseded, [], []);
        }

        var pharmacy = pharmacies.Find(record.Pharmacy)!;
        var check = await CheckAsync(prescription, pharmacy.Today(time.GetUtcNow()));
        if (await prescriptions.KeepCheckAsync(record, check, Token) is not { } superseded)
        {
            return new(PrescriptionState.Superseded, [], []);
        }

        var isQuiet = check.Cards["en"].All(c => c.Kind == CardKind.NoEntry);
        return new(
            PrescriptionState.Generating, await OpenAsync(record.Id, check.ToDecide), superseded,
            isQuiet && pharmacy.Upsell.Length > 0);
    }

    /// <inheritdoc/>
    [Activity("ExplainPrescription")]
    public Task ExplainAsync(CheckInput input) => Heartbeats.RunAsync(time, async (_, token) =>
    {
        var record = await RecordAsync(input.AnalysisId);
        if (record.Explanation is not null || record.Checked is null)
        {
            return true;
        }

        try
        {
            var explanation = await explainer.ExplainAsync(
                record, pharmacies.Find(record.Pharmacy)!.Language, token);
            return await prescriptions.KeepExplanationAsync(input.AnalysisId, explanation, token);
        }
        catch (ModelException e) when (e.IsTransient && ActivityExecutionContext.Current.Info.Attempt == 1)
        {
            throw new ApplicationFailureException(
                e.Message, e, nextRetryDelay: e.RetryAfter ?? TimeSpan.FromSeconds(1));
        }
        catch (ModelException e)
        {
            return await prescriptions.KeepExplanationAsync(
                input.AnalysisId, new(Explanation.Unavailable($"{e.Failure}: {e.Message}")), token);
        }
    });

    /// <inheritdoc/>
    [Activity("UpsellPrescription")]
    public Task UpsellAsync(CheckInput input) => Heartbeats.RunAsync(time, async (_, token) =>
    {
        var record = await RecordAsync(input.AnalysisId);
        if (record.UpsellCost is not null || record.Checked is null)
        {
            return true;
        }

        try
        {
            var (product, cost) = await explainer.SuggestAsync(
                record, pharmacies.Find(record.Pharmacy)!.Upsell, token);
            return await prescriptions.KeepUpsellAsync(input.AnalysisId, product, cost, token);
        }
        catch (ModelException)
        {
            // A suggestion is worth no second attempt.
            return false;
        }
    });

    /// <inheritdoc/>
    [Activity("FinishPrescription")]
    public Task FinishAsync(FinishInput input) => prescriptions.EndAsync(
        input.AnalysisId, input.State, input.Reason, Milliseconds(input.RunStartedAt), Token);

    /// <inheritdoc/>
    [Activity("CheckCardDecision")]
    public Task<string?> CheckDecisionAsync(CheckCardDecisionInput input) => Task.FromResult(
        seal.IsOf(input.Decision.Seal, input.Decision.SealedParts(input.AnalysisId))
            ? null
            : AnswerRefusal.DecisionNotOurs);

    /// <inheritdoc/>
    [Activity("RecordCardDecision")]
    public async Task RecordDecisionAsync(CheckCardDecisionInput input)
    {
        var record = await RecordAsync(input.AnalysisId);
        var card = PrescriptionCards.Of(record, "en").First(c => $"{c.Uuid}" == input.Decision.CardId);
        await prescriptions.DecideAsync(record, card, input.Decision, Token);
    }

    [LoggerMessage(
        1, LogLevel.Warning,
        "The database of {Pharmacy} is away; {Analysis} goes on with its cards of before: {Reason}")]
    private static partial void LogAway(ILogger logger, string pharmacy, string analysis, string reason);

    private static CancellationToken Token => ActivityExecutionContext.Current.CancellationToken;

    private static long Milliseconds(DateTime at) => new DateTimeOffset(at, TimeSpan.Zero).ToUnixTimeMilliseconds();

    // What was decided on before a run of it was lost stays decided.
    private async Task<IReadOnlyList<string>> OpenAsync(string analysisId, IReadOnlyList<CdsCard> cards)
    {
        var decided = (await prescriptions.ListDecisionsAsync(analysisId, Token)).Select(d => d.CardId).ToHashSet();
        return [.. cards.Select(c => $"{c.Uuid}").Where(c => !decided.Contains(c))];
    }

    private async Task<KeptCheck> CheckAsync(Prescription prescription, DateOnly today)
    {
        var drugs = prescription.Items.Where(i => i.IsActive(today))
            .Select(i => CheckedDrug.Of(i, providers.Normalizer))
            .ToList();
        var result = await providers.CheckAsync(drugs, Token);
        var subject = $"{prescription.Serial}/{prescription.Version}";
        return new(
            prescription.Version, prescription.PatientId, result,
            new[] { "en", "ko" }.ToDictionary(
                l => l, l => CardWriter.Write(subject, result, providers.Ingredients, l)));
    }

    private async Task<PrescriptionRecord> RecordAsync(string id) =>
        await prescriptions.FindAsync(id, Token)
        ?? throw new ApplicationFailureException($"There is no analysis {id}.", nonRetryable: true);

    private Task EndAsync(CheckInput input, PrescriptionState state, string reason) =>
        prescriptions.EndAsync(input.AnalysisId, state, reason, Milliseconds(input.RunStartedAt), Token);
}
