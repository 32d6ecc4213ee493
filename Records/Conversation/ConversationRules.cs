using OpsFlow.Domain.Conversation.Routing;

namespace OpsFlow.Records.Conversation;

/// <summary>The rules of conversations as their files have them.</summary>
/// <param name="Version">A hash of the files: recorded with what they decided.</param>
public sealed record ConversationRules(RoutingWords Words, IntentWords Intents, string Version);
