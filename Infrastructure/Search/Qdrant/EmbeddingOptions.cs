using OpsFlow.Platform.Models;

namespace OpsFlow.Infrastructure.Search.Qdrant;

/// <summary>The model that turns text into vectors.</summary>
public sealed record EmbeddingOptions
{
    /// <summary>
    /// Base address: with its version for OpenAI, such as <c>http://127.0.0.1:11434/v1</c>; without for Ollama.
    /// </summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Model name.</summary>
    public required string Model { get; init; }

    /// <summary>API key; null where none is needed.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The endpoint's protocol. Default OpenAI.</summary>
    public ModelProvider Provider { get; init; }

    /// <summary>Time limit of one call. Default 1 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);
}
