using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpsFlow.Platform.Models;

namespace OpsFlow.Infrastructure.Llm.Gateway;

/// <summary>
/// Asks an agent of a Clawdbot or OpenClaw gateway. Each call has a connection and a session of its own. A model that
/// the gateway does not allow leaves the session's default to answer, and the answer says so.
/// </summary>
internal sealed class GatewayChatClient(ModelEntry entry) : IChatClient
{
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(0.8);

    private readonly ChatClientMetadata _metadata = new("openclaw", entry.Endpoint, entry.Model);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        =>
        await RunAsync([.. messages], options, pieces: false, cancellationToken)
            .ToChatResponseAsync(cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        =>
        RunAsync([.. messages], options, pieces: true, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? _metadata : null;

    public void Dispose()
    {
    }

    private static string Prompt(List<ChatMessage> messages)
    {
        var talk = messages.Where(m => m.Role != ChatRole.System).ToList();
        // The session is new, so what was said before is told.
        return talk.Count == 1
            ? talk[0].Text
            : string.Join("\n\n", talk.Select(m => $"{(m.Role == ChatRole.User ? "User" : "Assistant")}: {m.Text}"));
    }

    private static ChatResponseUpdate Last(JsonElement payload, bool withText)
    {
        var result = payload.TryGetProperty("result", out var r) ? r : default;
        var agent = result.ValueKind == JsonValueKind.Object && result.TryGetProperty("meta", out var meta)
            && meta.TryGetProperty("agentMeta", out var a) ? a : default;
        var update = new ChatResponseUpdate(ChatRole.Assistant, withText ? Text(result) : null)
        {
            FinishReason = ChatFinishReason.Stop,
            ModelId = GatewaySocket.Text(agent, "model"),
        };
        if (agent.ValueKind == JsonValueKind.Object && agent.TryGetProperty("usage", out var usage))
        {
            var cached = Number(usage, "cacheRead");
            update.Contents.Add(new UsageContent(new()
            {
                // The gateway counts cached input apart.
                InputTokenCount = Number(usage, "input") + cached + Number(usage, "cacheWrite"),
                CachedInputTokenCount = cached,
                OutputTokenCount = Number(usage, "output"),
            }));
        }

        return update;
    }

    private static string Text(JsonElement result) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty("payloads", out var payloads)
            ? string.Join("\n\n", payloads.EnumerateArray().Select(p => GatewaySocket.Text(p, "text")).OfType<string>())
            : "";

    private static long Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : 0;

    private static string? Piece(JsonElement frame, string run) =>
        GatewaySocket.IsEvent(frame, "agent") && frame.TryGetProperty("payload", out var payload)
        && GatewaySocket.Text(payload, "runId") == run && GatewaySocket.Text(payload, "stream") == "assistant"
        && payload.TryGetProperty("data", out var data)
            ? GatewaySocket.Text(data, "delta")
            : null;

    private async IAsyncEnumerable<ChatResponseUpdate> RunAsync(
        List<ChatMessage> messages, ChatOptions? options, bool pieces,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (options?.Tools is { Count: > 0 } || options?.ResponseFormat is ChatResponseFormatJson { Schema: not null })
        {
            throw new ModelException(
                ModelFailure.Rejected, "A gateway's agent takes neither a caller's tools nor a schema.")
            {
                Refused = true,
            };
        }

        await using var gateway = await GatewaySocket.ConnectAsync(entry, cancellationToken);
        var run = ModelCallId.Current ?? $"{Guid.NewGuid():N}";
        // One a call: what two ask at once must not meet in one conversation, nor must a second attempt see the first.
        var session = $"agent:main:{options?.ConversationId ?? "opsflow"}-{run}";
        if (await ChooseModelAsync(gateway, session, cancellationToken) is { } notice)
        {
            yield return ModelAnswer.NoticeUpdate(notice);
        }

        var isOver = false;
        try
        {
            var id = await gateway.SendAsync("agent", Request(messages, session, run), cancellationToken);
            var anything = false;
            while (!isOver)
            {
                var frame = await ReadAsync(gateway, cancellationToken);
                if (pieces && Piece(frame, run) is { Length: > 0 } piece)
                {
                    anything = true;
                    yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
                }
                else if (GatewaySocket.IsAnswer(frame, id))
                {
                    // The first answer only accepts; the one that counts comes at the end, with the same id.
                    var payload = GatewaySocket.Payload(frame);
                    if (GatewaySocket.Text(payload, "status") is not ("accepted" or "in_flight"))
                    {
                        isOver = true;
                        yield return Last(payload, withText: !anything);
                    }
                }
            }
        }
        finally
        {
            await LeaveAsync(gateway, session, run, isOver);
        }
    }

    private JsonObject Request(List<ChatMessage> messages, string session, string run)
    {
        var request = new JsonObject
        {
            ["message"] = Prompt(messages),
            ["sessionKey"] = session,
            ["idempotencyKey"] = run,
            ["deliver"] = false,
            ["timeout"] = (int)Math.Ceiling(entry.Timeout.TotalSeconds),
        };
        var system = string.Join("\n\n", messages.Where(m => m.Role == ChatRole.System).Select(m => m.Text));
        if (system.Length > 0)
        {
            request["extraSystemPrompt"] = system;
        }

        return request;
    }

    // Null when the session has the model now.
    private async Task<string?> ChooseModelAsync(
        GatewaySocket gateway, string session, CancellationToken cancellationToken)
    {
        try
        {
            await gateway.AskAsync(
                "sessions.patch", new JsonObject { ["key"] = session, ["model"] = entry.Model }, cancellationToken);
            return null;
        }
        catch (ModelException e) when (e.RefusesModel)
        {
            return $"sessions.patch failed: model not allowed: {entry.Model}; the session's default answers";
        }
    }

    // What the agent has begun may be charged, whatever becomes of the connection.
    private static async Task<JsonElement> ReadAsync(GatewaySocket gateway, CancellationToken cancellationToken)
    {
        try
        {
            return await gateway.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or ModelException { Failure: ModelFailure.Unavailable })
        {
            throw new ModelException(ModelFailure.Unavailable, "The connection to the gateway was cut.", e)
            {
                MayBeCharged = true,
            };
        }
    }

    private async Task LeaveAsync(GatewaySocket gateway, string session, string run, bool isOver)
    {
        using var limit = new CancellationTokenSource(s_goodbye);
        try
        {
            // A canceled read has closed the connection, and the agent works on until it is told.
            await using var another = gateway.IsOpen ? null : await GatewaySocket.ConnectAsync(entry, limit.Token);
            var open = another ?? gateway;
            if (!isOver)
            {
                await open.AskAsync(
                    "chat.abort", new JsonObject { ["sessionKey"] = session, ["runId"] = run }, limit.Token);
            }

            await open.SendAsync(
                "sessions.delete", new JsonObject { ["key"] = session, ["deleteTranscript"] = true }, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ModelException)
        {
            // The gateway has its own time limit for what nobody could end.
        }
    }
}
