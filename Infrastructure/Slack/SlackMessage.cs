using System.Text.Json.Nodes;

namespace OpsFlow.Infrastructure.Slack;

/// <summary>A message.</summary>
/// <param name="Text">For notifications and screen readers.</param>
/// <param name="Blocks">Block Kit blocks.</param>
public sealed record SlackMessage(string Text, JsonArray Blocks);
