using System.ClientModel;
using System.ClientModel.Primitives;
using OllamaSharp;
using OpenAI;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Models;

namespace OpsFlow.Infrastructure.Llm;

/// <summary>The clients of the two protocols that models are asked by; nothing is sent when they are made.</summary>
internal static class EndpointClients
{
    public static OllamaApiClient Ollama(Uri endpoint, string model, TimeSpan timeout) => new(
        // Without the slash the client would replace the path's last part.
        new HttpClient(new ErrorTextHandler(new BrokenCharactersHandler(new CallIdHandler())))
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
                new HttpClient(new BrokenCharactersHandler(new CallIdHandler()))
                {
                    Timeout = Timeout.InfiniteTimeSpan,
                }),
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

    /// <summary>Keeps what Ollama says of an error, which its client library drops.</summary>
    private sealed class ErrorTextHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private const int MaxText = 1000;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                await response.Content.LoadIntoBufferAsync(64 * MaxText, cancellationToken);
                var text = await response.Content.ReadAsStringAsync(cancellationToken);
                throw new HttpRequestException(text.CutTo(MaxText), null, response.StatusCode);
            }
        }
    }
}
