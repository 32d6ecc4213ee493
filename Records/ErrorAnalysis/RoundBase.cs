namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>What a round looked at.</summary>
/// <param name="Branch">The branch.</param>
/// <param name="Commit">The commit.</param>
public sealed record RoundBase(string Branch, string Commit);
