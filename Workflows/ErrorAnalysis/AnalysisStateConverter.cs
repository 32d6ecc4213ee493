using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsFlow.Workflows.ErrorAnalysis;

/// <summary>States by name. Runs and rows of before the American spelling have two of them in the other one.</summary>
internal sealed class AnalysisStateConverter : JsonConverter<AnalysisState>
{
    /// <inheritdoc/>
    public override AnalysisState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() switch
        {
            "Analysing" => AnalysisState.Analyzing,
            "Cancelled" => AnalysisState.Canceled,
            var name when Enum.TryParse<AnalysisState>(name, out var state) && Enum.IsDefined(state) => state,
            var name => throw new JsonException($"'{name}' is no state of an analysis."),
        };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AnalysisState value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
