using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;
using OpenAI.Embeddings;

namespace OpsFlow.Infrastructure.Search.Qdrant;

/// <summary>Makes embedding generators.</summary>
public static class EmbeddingGenerators
{
    /// <summary>A generator for an endpoint; nothing is sent.</summary>
    public static IEmbeddingGenerator<string, Embedding<float>> Create(EmbeddingOptions options) =>
        options.Provider switch
        {
            EmbeddingProvider.Ollama => new OllamaApiClient(
                // Without the slash the client would replace the path's last part.
                new HttpClient
                {
                    BaseAddress = new Uri($"{options.Endpoint}".TrimEnd('/') + "/"),
                    Timeout = options.Timeout,
                },
                options.Model),
            _ => new EmbeddingClient(
                options.Model,
                new ApiKeyCredential(string.IsNullOrEmpty(options.ApiKey) ? "unused" : options.ApiKey),
                new OpenAIClientOptions
                {
                    Endpoint = options.Endpoint,
                    NetworkTimeout = options.Timeout,
                    RetryPolicy = new ClientRetryPolicy(1),
                }).AsIEmbeddingGenerator(),
        };
}
