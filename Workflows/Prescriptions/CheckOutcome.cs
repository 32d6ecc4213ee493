namespace OpsFlow.Workflows.Prescriptions;

/// <summary>What came of a check; the cards themselves are in the store.</summary>
/// <param name="State">Generating, or why it ends here.</param>
/// <param name="Cards">The cards that a person decides on, by id.</param>
/// <param name="Supersedes">Analyses of the same prescription whose cards count no longer.</param>
/// <param name="MayUpsell">Whether nothing was found and the pharmacy offers something.</param>
public sealed record CheckOutcome(
    PrescriptionState State,
    IReadOnlyList<string> Cards,
    IReadOnlyList<string> Supersedes,
    bool MayUpsell = false);
