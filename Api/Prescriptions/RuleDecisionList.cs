using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>What was decided, by rule.</summary>
internal sealed record RuleDecisionList(IEnumerable<RuleDecisions> Items);
