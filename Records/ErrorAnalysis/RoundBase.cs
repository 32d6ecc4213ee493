namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>What a round looked at.</summary>
public sealed record RoundBase(string Branch, string Commit);
