using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Platform.Models;

/// <summary>A model behind an endpoint, with its limits and its price.</summary>
public sealed record ModelEntry
{
    /// <summary>The name that roles and uses call it by.</summary>
    public string Name { get; init; } = "";

    /// <summary>The endpoint's protocol. Default OpenAI, which most endpoints speak.</summary>
    [ConfigurationKeyName("provider")]
    public ModelProvider Provider { get; init; }

    /// <summary>
    /// Base address: with its version for OpenAI, such as <c>http://127.0.0.1:11434/v1</c>; without for Ollama. Null
    /// in a file takes that of the vendor whom the model's name tells.
    /// </summary>
    [ConfigurationKeyName("endpoint")]
    public Uri? Endpoint { get; init; }

    /// <summary>The model as the endpoint names it.</summary>
    [ConfigurationKeyName("model")]
    public string Model { get; init; } = "";

    /// <summary>The environment variable that holds the key, which thus stays out of the file.</summary>
    [ConfigurationKeyName("api_key_env")]
    public string? ApiKeyVariable { get; init; }

    /// <summary>The key; null where none is needed.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Temperature; null sends none, as some models take no other than their own.</summary>
    [ConfigurationKeyName("temperature")]
    [Range(0.0, 2.0, ErrorMessage = "{0} must be {1} to {2}")]
    public float? Temperature { get; init; }

    /// <summary>Time limit of one call. Default 3 min.</summary>
    [ConfigurationKeyName("timeout")]
    [DurationRange(1)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Most tokens of one answer. Default 4096.</summary>
    [ConfigurationKeyName("max_output_tokens")]
    [Range(1, 10_000_000, ErrorMessage = "{0} must be {1} to {2}")]
    public int MaxOutputTokens { get; init; } = 4096;

    /// <summary>
    /// Tokens of the context window (Ollama's <c>num_ctx</c>); null leaves it to the server, which may cut prompts.
    /// </summary>
    [ConfigurationKeyName("context_window")]
    [Range(1024, 10_000_000, ErrorMessage = "{0} must be {1} to {2}")]
    public int? ContextTokens { get; init; }

    /// <summary>Most calls at once of one process; others wait their turn. Null is no limit.</summary>
    [ConfigurationKeyName("max_concurrency")]
    [Range(1, 10_000, ErrorMessage = "{0} must be {1} to {2}")]
    public int? MaxConcurrency { get; init; }

    /// <summary>What it can do.</summary>
    [ConfigurationKeyName("capabilities")]
    public ModelCapabilities Capabilities { get; init; }

    /// <summary>What it costs; nothing by default, as for local models.</summary>
    [ConfigurationKeyName("price")]
    public ModelPrice Price { get; init; } = ModelPrice.Free;

    /// <summary>The model that answers when this one cannot.</summary>
    [ConfigurationKeyName("fallback")]
    public string? Fallback { get; init; }

    /// <summary>Where the backend tells its active jobs; null judges its load by latency.</summary>
    [ConfigurationKeyName("status_url")]
    public Uri? StatusUrl { get; init; }
}
