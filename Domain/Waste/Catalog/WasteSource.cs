namespace OpsFlow.Domain.Waste.Catalog;

/// <summary>Where facts are from, and what may be done with them.</summary>
public sealed record WasteSource(string Id, string Name, string Url, string License);
