namespace OpsFlow.Domain.Prescriptions.Drugs;

/// <summary>An active ingredient.</summary>
/// <param name="Id">Its English name, the key of all tables.</param>
/// <param name="Korean">Its Korean name.</param>
/// <param name="Synonyms">Other ways to write it.</param>
/// <param name="Groups">Groups that rules speak of.</param>
/// <param name="Inherits">An ingredient whose rules hold for this one too; null for none.</param>
/// <param name="Unit">The unit its strength is told in when it is not mg.</param>
/// <param name="SourceId">Where the names are from.</param>
public sealed record Ingredient(
    string Id,
    string Korean,
    IReadOnlyList<string> Synonyms,
    IReadOnlyList<string> Groups,
    string? Inherits,
    string? Unit,
    string SourceId)
{
    /// <summary>Every way to write it.</summary>
    public IEnumerable<string> Names => [Id, Korean, .. Synonyms];

    /// <summary>What counts as the same when it is prescribed twice.</summary>
    public string Base => Inherits ?? Id;
}
