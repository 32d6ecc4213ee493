namespace OpsFlow.Domain.Waste.Catalog;

/// <summary>Where a situation sends an item.</summary>
/// <param name="From">Korean names of classes or subclasses that it applies to.</param>
/// <param name="Items">Only these items, by id; null for all of the classes.</param>
/// <param name="To">The Korean name of the class that the item then belongs to.</param>
/// <param name="Method">The id of the method.</param>
public sealed record TagTurn(IReadOnlyList<string> From, IReadOnlyList<string>? Items, string To, string Method);
