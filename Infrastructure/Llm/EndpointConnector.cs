using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpsFlow.Infrastructure.Llm.Gateway;
using OpsFlow.Platform.Models;

namespace OpsFlow.Infrastructure.Llm;

/// <summary>Speaks to OpenAI-compatible endpoints and to Ollama.</summary>
public sealed class EndpointConnector(IHttpClientFactory clients) : IModelConnector
{
    /// <summary>The name of the HTTP client for checks.</summary>
    public const string HttpClientName = "model-health";

    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    /// <inheritdoc/>
    public IChatClient Connect(ModelEntry entry) => new EndpointChatClient(entry);

    /// <inheritdoc/>
    public async Task CheckAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Provider == ModelProvider.Gateway)
        {
            await using var gateway = await GatewaySocket.ConnectAsync(entry, cancellationToken);
            return;
        }

        if (entry.Provider == ModelProvider.Ollama)
        {
            await CheckOllamaAsync(entry, cancellationToken);
            return;
        }

        // It lists what it has without asking a model. Not every endpoint lists all that it has.
        var address = new Uri(new Uri($"{entry.Endpoint}".TrimEnd('/') + "/"), "models");
        using var response = await SendAsync(address, entry.ApiKey, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ModelStatus> ReadStatusAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        // A key goes only to the endpoint that it was given for.
        var isEndpoint = entry.StatusUrl!.GetLeftPart(UriPartial.Authority)
            == entry.Endpoint!.GetLeftPart(UriPartial.Authority);
        using var response = await SendAsync(entry.StatusUrl, isEndpoint ? entry.ApiKey : null, cancellationToken);
        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return new(
                json.RootElement.GetProperty("active_jobs").GetInt64(),
                json.RootElement.TryGetProperty("total_requests", out var total) ? total.GetInt64() : null);
        }
        catch (Exception e) when (ModelFailures.From(e, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    private static async Task CheckOllamaAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        using var ollama = EndpointClients.Ollama(entry.Endpoint!, entry.Model, entry.Timeout);
        try
        {
            var models = await ollama.ListLocalModelsAsync(cancellationToken);
            // A name without a tag is that of the latest.
            if (models.Any(m => m.Name == entry.Model || m.Name == $"{entry.Model}:latest"))
            {
                return;
            }
        }
        catch (Exception e) when (ModelFailures.From(e, cancellationToken) is { } failure)
        {
            throw failure;
        }

        throw new ModelException(
            ModelFailure.Rejected,
            $"Ollama does not have the model {entry.Model}; 'ollama pull {entry.Model}' gets it.")
        {
            RefusesModel = true,
        };
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, string? key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (!string.IsNullOrEmpty(key))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            if (address.Host == "api.anthropic.com")
            {
                // Its list of models is not part of its compatible endpoint.
                request.Headers.Add("x-api-key", key);
                request.Headers.Add("anthropic-version", "2023-06-01");
            }
        }

        try
        {
            var client = clients.CreateClient(HttpClientName);
            client.MaxResponseContentBufferSize = MaxAnswerBytes;
            var response = await client.SendAsync(request, cancellationToken);
            return response.EnsureSuccessStatusCode();
        }
        catch (Exception e) when (ModelFailures.From(e, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }
}
