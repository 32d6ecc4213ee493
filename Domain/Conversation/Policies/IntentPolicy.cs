namespace OpsFlow.Domain.Conversation.Policies;

/// <summary>What an intent asks.</summary>
/// <param name="Required">Nodes without which there is no answer to it.</param>
/// <param name="Optional">Nodes that are good to have.</param>
public sealed record IntentPolicy(IReadOnlyList<string> Required, IReadOnlyList<string> Optional);
