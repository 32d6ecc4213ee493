using System.Text.Json;

namespace OpsFlow.Domain.Conversation.Evaluation;

/// <summary>What a model says of an answer.</summary>
/// <param name="Axes">Each 1 to 5.</param>
/// <param name="Unsupported">How many statements no source supports.</param>
public sealed record ModelGrade(IReadOnlyDictionary<string, double> Axes, int Unsupported)
{
    /// <summary>The axes, in the order of their weights.</summary>
    public static IReadOnlyList<string> AxisNames { get; } =
        ["faithfulness", "relevance", "completeness", "safety", "communication"];

    /// <summary>Reads its answer.</summary>
    /// <returns>Null when it is of another form: a grade that is only half there is none.</returns>
    public static ModelGrade? Of(JsonElement answer)
    {
        var axes = new Dictionary<string, double>();
        foreach (var name in AxisNames)
        {
            if (!answer.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number
                || value.GetDouble() is not (>= 1 and <= 5))
            {
                return null;
            }

            axes[name] = value.GetDouble();
        }

        return new(
            axes,
            answer.TryGetProperty("unsupported", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.GetArrayLength()
                : 0);
    }
}
