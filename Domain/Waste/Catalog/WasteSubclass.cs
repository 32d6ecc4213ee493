namespace OpsFlow.Domain.Waste.Catalog;

/// <summary>A part of a class.</summary>
/// <param name="Rule">The item whose rule holds when nothing more is known.</param>
public sealed record WasteSubclass(LocalText Name, string Rule);
