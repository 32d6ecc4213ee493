using OpsFlow.Domain.Conversation.Evaluation;
using OpsFlow.Domain.Conversation.Policies;
using OpsFlow.Domain.Conversation.Routing;

namespace OpsFlow.Records.Conversation;

/// <summary>The rules of conversations as their files have them.</summary>
/// <param name="Version">A hash of the files: recorded with what they decided.</param>
/// <param name="Prompts">What models are told, by the name of the file.</param>
public sealed record ConversationRules(
    RoutingWords Words, IntentWords Intents, ChatPolicies Policies, SampleData Samples, CalibrationSet Calibration,
    IReadOnlyDictionary<string, string> Prompts, string Version);
