using OpsFlow.Domain.Waste.Catalog;

namespace OpsFlow.Domain.Waste.Matching;

/// <summary>One thing to do, and the rule that says so.</summary>
/// <param name="Rule">The rule: <c>item:</c> or <c>tag:</c> and an id.</param>
/// <param name="Sources">Ids of the rule's sources.</param>
public sealed record Instruction(LocalText Text, string Rule, IReadOnlyList<string> Sources);
