using Temporalio.Activities;

namespace OpsFlow.Workflows.Prescriptions;

/// <summary>The side effects of the watch and of the analysis.</summary>
public interface IPrescriptionActivities
{
    /// <summary>Looks at the pharmacy's database until something is new, for a minute at most.</summary>
    /// <returns>Whether somebody may wait for a permit.</returns>
    [Activity("PollPrescriptions")]
    Task<bool> PollAsync(PollInput input);

    /// <summary>Who waits for a permit, in order.</summary>
    [Activity("NextPrescriptions")]
    Task<IReadOnlyList<string>> NextAsync(NextInput input);

    /// <summary>Which of these analyses have no run that is at work: their permits are free.</summary>
    [Activity("FindIdlePrescriptions")]
    Task<IReadOnlyList<string>> FindIdleAsync(IReadOnlyList<string> analyses);

    /// <summary>Loads, normalizes and checks a prescription, and shows its cards.</summary>
    [Activity("CheckPrescription")]
    Task<CheckOutcome> CheckAsync(CheckInput input);

    /// <summary>Has a model explain the cards and keeps what may be shown of it.</summary>
    [Activity("ExplainPrescription")]
    Task ExplainAsync(CheckInput input);

    /// <summary>Has a model suggest something of the pharmacy's own list.</summary>
    [Activity("UpsellPrescription")]
    Task UpsellAsync(CheckInput input);

    /// <summary>Writes the end of an analysis.</summary>
    [Activity("FinishPrescription")]
    Task FinishAsync(FinishInput input);

    /// <summary>Checks who made a decision.</summary>
    /// <returns>Why it is void; null when it is not.</returns>
    [Activity("CheckCardDecision")]
    Task<string?> CheckDecisionAsync(CheckCardDecisionInput input);

    /// <summary>Keeps a decision.</summary>
    [Activity("RecordCardDecision")]
    Task RecordDecisionAsync(CheckCardDecisionInput input);
}
