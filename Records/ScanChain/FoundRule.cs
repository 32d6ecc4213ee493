using OpsFlow.Domain.Waste.Matching;

namespace OpsFlow.Records.ScanChain;

/// <summary>What the rule stage found.</summary>
/// <param name="Match">The rule as it was then; null when none is known.</param>
public sealed record FoundRule(RuleMatch? Match);
