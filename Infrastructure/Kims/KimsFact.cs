namespace OpsFlow.Infrastructure.Kims;

/// <summary>An entry of the provider.</summary>
public sealed record KimsFact(
    string A, string B, string Severity, KimsText? Effect, KimsText? Advice, KimsText? Condition, string? Url);
