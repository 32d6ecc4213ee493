using OpsFlow.Domain.Waste.Catalog;

namespace OpsFlow.Domain.Waste.Matching;

/// <summary>An item that a text names.</summary>
/// <param name="IsGeneric">Whether the name is one of things of every material: a cup, a box.</param>
internal sealed record ItemHit(WasteItem Item, PhraseHit Hit, bool IsGeneric);
