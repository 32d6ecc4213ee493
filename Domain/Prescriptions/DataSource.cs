namespace OpsFlow.Domain.Prescriptions;

/// <summary>Where a fact is from.</summary>
public sealed record DataSource(string Id, string Label, string Version, string License, string? Url);
