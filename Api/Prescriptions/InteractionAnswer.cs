using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Interactions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>What the data says about some names.</summary>
/// <param name="Interactions">Those of the names first, then what a provider tells of besides.</param>
/// <param name="Unknown">Names that were not recognized, or not wholly: they are not checked.</param>
internal sealed record InteractionAnswer(
    string Table, string DataVersion, string? Notice, IReadOnlyList<CheckedDrug> Drugs,
    IReadOnlyList<FoundInteraction> Interactions, IReadOnlyList<DuplicateIngredient> Duplicates,
    IReadOnlyList<string> Unknown, IReadOnlyList<CdsCard> Cards, string? Failure);
