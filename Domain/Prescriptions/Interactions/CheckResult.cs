namespace OpsFlow.Domain.Prescriptions.Interactions;

/// <summary>What the data says about a prescription.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="DataVersion">Its version.</param>
/// <param name="Notice">What must be known of it.</param>
/// <param name="Drugs">The drugs, as recognized.</param>
/// <param name="Interactions">The pairs found.</param>
/// <param name="Duplicates">Ingredients given twice.</param>
/// <param name="Local">Pairs that are not raised because one of them acts only locally.</param>
/// <param name="PairsChecked">How many pairs were looked up.</param>
/// <param name="Failure">Why the check was not done, or not wholly; null when it was.</param>
/// <param name="Others">Pairs that a provider tells of, and that are not two drugs of this prescription.</param>
public sealed record CheckResult(
    string Table,
    string DataVersion,
    LocalizedText Notice,
    IReadOnlyList<CheckedDrug> Drugs,
    IReadOnlyList<FoundInteraction> Interactions,
    IReadOnlyList<DuplicateIngredient> Duplicates,
    IReadOnlyList<FoundInteraction> Local,
    int PairsChecked,
    string? Failure = null,
    IReadOnlyList<FoundInteraction>? Others = null);
