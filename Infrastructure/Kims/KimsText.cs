namespace OpsFlow.Infrastructure.Kims;

/// <summary>A text in the languages that the provider has.</summary>
public sealed record KimsText(string? En, string? Ko);
