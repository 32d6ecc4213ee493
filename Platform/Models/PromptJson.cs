using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsFlow.Platform.Models;

/// <summary>
/// How data in a prompt is written: letters stay letters. An escaped Korean letter costs a model several tokens and is
/// read worse; a prompt is no HTML, so nothing has to be escaped for it.
/// </summary>
public static class PromptJson
{
    /// <summary>Web naming (camelCase), nulls left out.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
