namespace OpsFlow.Domain.Waste.Catalog;

/// <summary>A fault of the data.</summary>
/// <param name="Kind">The list that it is in: items, tags, characters and so on.</param>
/// <param name="Entry">The entry's place in that list, from 0.</param>
/// <param name="Field">The field; null for the whole entry.</param>
/// <param name="Message">What is wrong.</param>
public sealed record CatalogFault(string Kind, int Entry, string? Field, string Message);
