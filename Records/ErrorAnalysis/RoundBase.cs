namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>What a round looked at.</summary>
/// <param name="Target">The repository that a fix of it goes to; null in rounds of before.</param>
public sealed record RoundBase(string Branch, string Commit, string? Target = null);
