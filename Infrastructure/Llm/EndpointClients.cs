using System.ClientModel;
using System.ClientModel.Primitives;
using OllamaSharp;
using OpenAI;
using OpsFlow.Platform.Models;

namespace OpsFlow.Infrastructure.Llm;

/// <summary>The clients of the two protocols that models are asked by; nothing is sent when they are made.</summary>
internal static class EndpointClients
{
    public static OllamaApiClient Ollama(Uri endpoint, string model, TimeSpan timeout) => new(
        // Without the slash the client would replace the path's last part.
        new HttpClient(new CallIdHandler())
        {
            BaseAddress = new Uri($"{endpoint}".TrimEnd('/') + "/"),
            Timeout = timeout,
        },
        model);

    public static OpenAIClient OpenAi(Uri endpoint, string? apiKey, TimeSpan timeout, int maxRetries)
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = endpoint,
            NetworkTimeout = timeout,
            RetryPolicy = new ClientRetryPolicy(maxRetries),
            Transport = new HttpClientPipelineTransport(
                new HttpClient(new CallIdHandler()) { Timeout = Timeout.InfiniteTimeSpan }),
        };
        return new(new ApiKeyCredential(string.IsNullOrEmpty(apiKey) ? "unused" : apiKey), options);
    }

    /// <summary>Tells the endpoint the ledger's id of the call, so that both can be compared.</summary>
    private sealed class CallIdHandler() : DelegatingHandler(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (ModelCallId.Current is { } id)
            {
                request.Headers.TryAddWithoutValidation(ModelCallId.Header, id);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
