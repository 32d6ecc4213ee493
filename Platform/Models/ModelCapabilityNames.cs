namespace OpsFlow.Platform.Models;

/// <summary>Capabilities as settings and people write them.</summary>
public static class ModelCapabilityNames
{
    /// <summary>Each by its name.</summary>
    public static IReadOnlyDictionary<string, ModelCapabilities> All { get; } =
        new Dictionary<string, ModelCapabilities>(StringComparer.OrdinalIgnoreCase)
        {
            ["tools"] = ModelCapabilities.Tools,
            ["vision"] = ModelCapabilities.Vision,
            ["json_schema"] = ModelCapabilities.JsonSchema,
            ["web_search"] = ModelCapabilities.WebSearch,
            ["image_gen"] = ModelCapabilities.ImageGen,
            ["char_ref"] = ModelCapabilities.CharRef,
        };

    /// <summary>The names of those in a set.</summary>
    public static IReadOnlyList<string> Of(ModelCapabilities capabilities) =>
        [.. All.Where(n => capabilities.HasFlag(n.Value)).Select(n => n.Key)];
}
