namespace OpsFlow.Workflows.Prescriptions;

/// <summary>A pharmacist's decision on a card. A free text is in the store only: it may name people.</summary>
/// <param name="CardId">The card.</param>
/// <param name="Code">The coded reason of an override.</param>
/// <param name="NoteId">Where the free text is; null for none.</param>
/// <param name="ById">Who, by an id that stays.</param>
/// <param name="ByName">Who, as shown.</param>
/// <param name="Seal">That the product's own API took it.</param>
public sealed record CardDecision(
    string CardId, CardAction Action, string? Code, string? NoteId, string ById, string ByName, string? Seal = null)
{
    /// <summary>All that a seal is of, in order.</summary>
    public string[] SealedParts(string analysisId) =>
        [analysisId, CardId, $"{Action}", Code ?? "", NoteId ?? "", ById, ByName];
}
