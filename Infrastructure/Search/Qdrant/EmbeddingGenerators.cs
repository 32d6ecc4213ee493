using Microsoft.Extensions.AI;
using OpsFlow.Infrastructure.Llm;
using OpsFlow.Platform.Models;

namespace OpsFlow.Infrastructure.Search.Qdrant;

/// <summary>Makes embedding generators.</summary>
public static class EmbeddingGenerators
{
    private const int MaxRetries = 1;

    /// <summary>A generator for an endpoint; nothing is sent.</summary>
    public static IEmbeddingGenerator<string, Embedding<float>> Create(EmbeddingOptions options) =>
        options.Provider switch
        {
            ModelProvider.Ollama => EndpointClients.Ollama(options.Endpoint, options.Model, options.Timeout),
            _ => EndpointClients.OpenAi(options.Endpoint, options.ApiKey, options.Timeout, MaxRetries)
                .GetEmbeddingClient(options.Model).AsIEmbeddingGenerator(),
        };
}
