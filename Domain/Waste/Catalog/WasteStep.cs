namespace OpsFlow.Domain.Waste.Catalog;

/// <summary>Something to do with an item: a part to take off, or the place to put it.</summary>
/// <param name="Source">Ids of sources.</param>
public sealed record WasteStep(string Id, LocalText Text, IReadOnlyList<string> Source);
