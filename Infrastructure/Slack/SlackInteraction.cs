using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsFlow.Infrastructure.Slack;

/// <summary>A click on one of our buttons.</summary>
/// <param name="ActionId">The button.</param>
/// <param name="Value">What the button carries.</param>
/// <param name="UserId">Who clicked.</param>
/// <param name="UserName">Their name, for people.</param>
/// <param name="ResponseUrl">Where to answer privately; null if Slack gave none.</param>
public sealed record SlackInteraction(
    string ActionId, string Value, string UserId, string UserName, Uri? ResponseUrl)
{
    /// <summary>Reads the <c>payload</c> field of an interaction.</summary>
    /// <param name="payload">JSON.</param>
    /// <returns>The click; null for anything else, such as other kinds of interaction.</returns>
    public static SlackInteraction? Parse(string payload)
    {
        try
        {
            var json = JsonNode.Parse(payload, documentOptions: new JsonDocumentOptions { MaxDepth = 32 });
            if (Text(json, "type") != "block_actions"
                || (json?["actions"] as JsonArray)?.FirstOrDefault() is not { } action
                || Text(action, "action_id") is not { } actionId
                || Text(json?["user"], "id") is not { Length: > 0 } userId)
            {
                return null;
            }

            // Either name may be there and empty.
            var name = new[] { Text(json?["user"], "username"), Text(json?["user"], "name") }
                .FirstOrDefault(n => !string.IsNullOrWhiteSpace(n)) ?? userId;
            Uri.TryCreate(Text(json, "response_url"), UriKind.Absolute, out var responseUrl);
            return new(actionId, Text(action, "value") ?? "", userId, name, responseUrl);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether it is an interaction of another kind, such as a closed dialog or a shortcut: Slack tells all of them to
    /// one address.
    /// </summary>
    /// <param name="payload">JSON.</param>
    public static bool IsOther(string payload)
    {
        try
        {
            var json = JsonNode.Parse(payload, documentOptions: new JsonDocumentOptions { MaxDepth = 32 });
            return Text(json, "type") is { Length: > 0 } type && type != "block_actions";
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return false;
        }
    }

    private static string? Text(JsonNode? node, string name) =>
        node is JsonObject o && o[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
