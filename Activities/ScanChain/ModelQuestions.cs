using System.Text.Json;
using Microsoft.Extensions.AI;
using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.ScanChain;

/// <summary>Asking models for JSON.</summary>
internal static class ModelQuestions
{
    /// <summary>Asks by schema; an endpoint that knows no schemas gets the question in words alone.</summary>
    public static async Task<ChatResponse> AskForJsonAsync(
        this IChatClient client, IReadOnlyList<ChatMessage> messages, JsonElement schema, string name,
        CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetResponseAsync(
                messages, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, name) },
                cancellationToken);
        }
        catch (ModelException e) when (e.Failure == ModelFailure.Rejected)
        {
            return await client.GetResponseAsync(messages, null, cancellationToken);
        }
    }
}
