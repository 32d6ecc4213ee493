using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Interactions;

namespace OpsFlow.Records.Prescriptions;

/// <summary>What a check found, to be kept and shown.</summary>
/// <param name="Version">The version of the content that was checked.</param>
/// <param name="Cards">The cards by language.</param>
public sealed record KeptCheck(
    string Version, string Patient, CheckResult Result, IReadOnlyDictionary<string, IReadOnlyList<CdsCard>> Cards)
{
    /// <summary>The cards that a person has to decide on: what only informs interrupts nobody.</summary>
    public IReadOnlyList<CdsCard> ToDecide => PrescriptionCards.ToDecide(Cards["en"]);
}
