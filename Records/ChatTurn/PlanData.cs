namespace OpsFlow.Records.ChatTurn;

/// <summary>What a turn does, with all that its steps need.</summary>
/// <param name="Action">tools, intents, direct, clarify, route, refuse, status, draft.</param>
/// <param name="Tools">The tools or sources with what they are asked.</param>
/// <param name="Intents">The intents.</param>
/// <param name="Text">What is answered without a model; null when one writes.</param>
/// <param name="Response">What the classifier itself would say.</param>
/// <param name="Route">Why, from the rules.</param>
/// <param name="RulesVersion">The version of the rules.</param>
/// <param name="Notice">What the person should know of how it came about.</param>
/// <param name="NeedsLocation">Whether the person has to say first where they are.</param>
public sealed record PlanData(
    string Action, IReadOnlyList<PlannedNode> Tools, IReadOnlyList<string> Intents, string? Text, string? Response,
    IReadOnlyList<string> Route, string RulesVersion, string? Notice,
    bool NeedsLocation = false);
