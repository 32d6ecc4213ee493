using System.Text.Json;

namespace OpsFlow.Activities.ErrorAnalysis.ModelAnalysis;

/// <summary>The form of the model's answer.</summary>
internal static class AnswerSchema
{
    public const string Name = "error_analysis";

    public const string Text = """
        {"type":"object","additionalProperties":false,
         "required":["rootCause","confidence","severity","affectedFiles","explanation","edits","noFixReason"],
         "properties":{
          "rootCause":{"type":"string"},
          "confidence":{"type":"number"},
          "severity":{"type":"string","enum":["Low","Medium","High","Critical"]},
          "affectedFiles":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["path","reason","method","firstLine","lastLine"],
            "properties":{"path":{"type":"string"},"reason":{"type":"string"},"method":{"type":"string"},"firstLine":{"type":"integer"},"lastLine":{"type":"integer"}}}},
          "explanation":{"type":"string"},
          "edits":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["path","before","after"],
            "properties":{"path":{"type":"string"},"before":{"type":"string"},"after":{"type":"string"}}}},
          "noFixReason":{"type":"string"}}}
        """;

    public static JsonElement Element { get; } = JsonDocument.Parse(Text).RootElement.Clone();
}
