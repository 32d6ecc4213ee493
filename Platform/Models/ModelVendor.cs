namespace OpsFlow.Platform.Models;

/// <summary>Who runs a model, told by the beginning of its name. All have a compatible endpoint.</summary>
public sealed record ModelVendor(string Name, string Prefix, Uri Endpoint, string ApiKeyVariable)
{
    private static readonly ModelVendor[] s_all =
    [
        new("openai", "gpt-", new("https://api.openai.com/v1"), "OPENAI_API_KEY"),
        new("google", "gemini-", new("https://generativelanguage.googleapis.com/v1beta/openai/"), "GEMINI_API_KEY"),
        new("anthropic", "claude-", new("https://api.anthropic.com/v1/"), "ANTHROPIC_API_KEY"),
        new("mistral", "mistral-", new("https://api.mistral.ai/v1"), "MISTRAL_API_KEY"),
        new("deepseek", "deepseek-", new("https://api.deepseek.com/v1"), "DEEPSEEK_API_KEY"),
        new("xai", "grok-", new("https://api.x.ai/v1"), "XAI_API_KEY"),
    ];

    /// <summary>The vendor of a model; null for a name that tells none.</summary>
    public static ModelVendor? Of(string model) =>
        s_all.FirstOrDefault(v => model.StartsWith(v.Prefix, StringComparison.OrdinalIgnoreCase));
}
