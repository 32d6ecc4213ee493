using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFlow.Domain.Text;

namespace OpsFlow.Activities.ChatTurn.Agents;

/// <summary>Arguments that keep to the tool's schema.</summary>
internal sealed class ToolArguments(JsonObject values)
{
    private const int MaxText = 200;

    /// <summary>A text; null when there is none.</summary>
    public string? Text(string name) =>
        values[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
        && value.GetValue<string>().Trim() is { Length: > 0 } text
            ? text.CutTo(MaxText)
            : null;

    /// <summary>A number; null when there is none.</summary>
    public double? Number(string name) =>
        values[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && value.TryGetValue(out double number)
            ? number
            : null;
}
