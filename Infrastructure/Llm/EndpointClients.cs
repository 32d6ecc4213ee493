using System.ClientModel;
using System.ClientModel.Primitives;
using OllamaSharp;
using OpenAI;

namespace OpsFlow.Infrastructure.Llm;

/// <summary>The clients of the two protocols that models are asked by; nothing is sent when they are made.</summary>
internal static class EndpointClients
{
    public static OllamaApiClient Ollama(Uri endpoint, string model, TimeSpan timeout) => new(
        // Without the slash the client would replace the path's last part.
        new HttpClient { BaseAddress = new Uri($"{endpoint}".TrimEnd('/') + "/"), Timeout = timeout }, model);

    public static OpenAIClient OpenAi(Uri endpoint, string? apiKey, TimeSpan timeout, int maxRetries) => new(
        new ApiKeyCredential(string.IsNullOrEmpty(apiKey) ? "unused" : apiKey),
        new OpenAIClientOptions
        {
            Endpoint = endpoint,
            NetworkTimeout = timeout,
            RetryPolicy = new ClientRetryPolicy(maxRetries),
        });
}
