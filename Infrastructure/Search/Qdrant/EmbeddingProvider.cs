namespace OpsFlow.Infrastructure.Search.Qdrant;

/// <summary>The protocol of an embedding endpoint.</summary>
public enum EmbeddingProvider
{
    /// <summary>Any OpenAI-compatible endpoint; Ollama has one too.</summary>
    OpenAi,

    /// <summary>Ollama's own API.</summary>
    Ollama,
}
