namespace OpsFlow.Records.ScanChain;

/// <summary>One thing to do.</summary>
/// <param name="Rule">The rule that says so.</param>
/// <param name="Sources">Where the rule is from, by URL.</param>
public sealed record AnswerInstruction(string Text, string Rule, IReadOnlyList<string> Sources);
