namespace OpsFlow.Domain.Waste.Catalog;

/// <summary>A class of waste, which is collected together.</summary>
/// <param name="Aliases">Other names that models and people use.</param>
/// <param name="Subclasses">Its parts; the first one's rule is the class' own.</param>
/// <param name="Source">Ids of sources.</param>
public sealed record WasteClass(
    LocalText Name, IReadOnlyList<string> Aliases, IReadOnlyList<WasteSubclass> Subclasses,
    IReadOnlyList<string> Source);
