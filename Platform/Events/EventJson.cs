using System.Text.Json;

namespace OpsFlow.Platform.Events;

/// <summary>How event data is written.</summary>
public static class EventJson
{
    /// <summary>Web naming (camelCase), nulls left out.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
