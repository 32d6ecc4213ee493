using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Models;

namespace OpsFlow.Infrastructure.Search.Qdrant;

/// <summary>
/// The settings of code vectors. The embeddings' endpoint and key are the model's unless they have their own.
/// </summary>
public sealed record QdrantSettings : IValidatableObject
{
    /// <summary>Qdrant's gRPC address; null uses no vectors.</summary>
    [ConfigurationKeyName("QDRANT_URL")]
    public Uri? Url { get; init; }

    /// <summary>Qdrant's key.</summary>
    [ConfigurationKeyName("QDRANT_API_KEY")]
    public string? ApiKey { get; init; }

    /// <summary>The embedding model.</summary>
    [ConfigurationKeyName("EMBEDDING_MODEL")]
    public string? EmbeddingModel { get; init; }

    /// <summary>The embeddings' endpoint.</summary>
    [ConfigurationKeyName("EMBEDDING_URL")]
    public Uri? EmbeddingUrl { get; init; }

    /// <summary>The key for it.</summary>
    [ConfigurationKeyName("EMBEDDING_API_KEY")]
    public string? EmbeddingApiKey { get; init; }

    /// <summary>The endpoint's protocol.</summary>
    [ConfigurationKeyName("EMBEDDING_PROVIDER")]
    public ModelProvider EmbeddingProvider { get; init; }

    /// <summary>The model's endpoint.</summary>
    [ConfigurationKeyName("LLM_URL")]
    public Uri? ModelUrl { get; init; }

    /// <summary>The model's key.</summary>
    [ConfigurationKeyName("LLM_API_KEY")]
    public string? ModelApiKey { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is null)
        {
            yield break;
        }

        if (EmbeddingUrl is null && ModelUrl is null)
        {
            yield return new("OPSFLOW_EMBEDDING_URL or OPSFLOW_LLM_URL is required with OPSFLOW_QDRANT_URL");
        }

        if (EmbeddingProvider == ModelProvider.Gateway)
        {
            yield return new("OPSFLOW_EMBEDDING_PROVIDER must be openai or ollama: a gateway makes no vectors");
        }

        if (EmbeddingModel is null)
        {
            yield return new("OPSFLOW_EMBEDDING_MODEL is required with OPSFLOW_QDRANT_URL");
        }
    }

    /// <summary>The adapter's options; null without Qdrant.</summary>
    public QdrantOptions? ToOptions() => Url is null ? null : new QdrantOptions
    {
        // 6333 is the port of its REST API, which this client does not speak.
        Url = Url.IsDefaultPort && !Url.OriginalString.Contains($":{Url.Port}", StringComparison.Ordinal)
            ? new UriBuilder(Url) { Port = 6334 }.Uri
            : Url,
        ApiKey = ApiKey,
        Embedding = new EmbeddingOptions
        {
            Endpoint = (EmbeddingUrl ?? ModelUrl)!,
            Model = EmbeddingModel!,
            // A key goes only to the endpoint that it was given for.
            ApiKey = EmbeddingApiKey ?? (EmbeddingUrl is null ? ModelApiKey : null),
            Provider = EmbeddingProvider,
        },
    };
}
