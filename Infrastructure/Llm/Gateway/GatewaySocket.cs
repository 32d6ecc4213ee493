using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Models;

namespace OpsFlow.Infrastructure.Llm.Gateway;

/// <summary>
/// A connection to a Clawdbot or OpenClaw gateway: frames of JSON, requests with ids, events between. It serves one
/// call, so frames are read in order by whoever waits for one.
/// </summary>
internal sealed class GatewaySocket : IAsyncDisposable
{
    private const int MaxFrameBytes = 32 * 1024 * 1024;

    // Both protocols that gateways in use speak; they refuse clients whose names they do not know.
    private const string Client =
        """{"id":"gateway-client","version":"1","platform":"dotnet","mode":"backend"}""";

    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(1);

    private readonly ClientWebSocket _socket = new();
    private int _requests;

    /// <summary>Whether frames can still be sent.</summary>
    public bool IsOpen => _socket.State == WebSocketState.Open;

    /// <summary>Connects and signs in.</summary>
    /// <exception cref="ModelException">It cannot be reached, or refuses.</exception>
    public static async Task<GatewaySocket> ConnectAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        var gateway = new GatewaySocket();
        try
        {
            var address = new UriBuilder(entry.Endpoint!);
            address.Scheme = address.Scheme is "https" or "wss" ? "wss" : "ws";
            await gateway._socket.ConnectAsync(address.Uri, cancellationToken);
            await gateway.SignInAsync(entry.ApiKey, cancellationToken);
            return gateway;
        }
        catch (Exception e)
        {
            await gateway.DisposeAsync();
            if (e is WebSocketException && !cancellationToken.IsCancellationRequested)
            {
                throw new ModelException(ModelFailure.Unavailable, "The gateway cannot be reached.", e);
            }

            throw;
        }
    }

    /// <summary>Sends a request.</summary>
    /// <returns>The id of its answers.</returns>
    public async Task<string> SendAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        var id = $"{++_requests}";
        var frame = new JsonObject { ["type"] = "req", ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(frame), WebSocketMessageType.Text, true, cancellationToken);
        return id;
    }

    /// <summary>Sends a request and waits for its answer; events that come before it are dropped.</summary>
    /// <exception cref="ModelException">The gateway refuses.</exception>
    public async Task<JsonElement> AskAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        var id = await SendAsync(method, parameters, cancellationToken);
        while (true)
        {
            var frame = await ReadAsync(cancellationToken);
            if (IsAnswer(frame, id))
            {
                return Payload(frame);
            }
        }
    }

    /// <summary>The next frame.</summary>
    /// <exception cref="ModelException">The gateway has closed the connection.</exception>
    public async Task<JsonElement> ReadAsync(CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                // The reason of a refused sign-in comes with the close, too.
                throw new ModelException(
                    _socket.CloseStatusDescription?.Contains("unauthorized", StringComparison.OrdinalIgnoreCase) == true
                        ? ModelFailure.Unauthorized : ModelFailure.Unavailable,
                    $"The gateway closed the connection: {_socket.CloseStatusDescription?.CutTo(300)}");
            }

            bytes.Write(buffer, 0, part.Count);
            if (bytes.Length > MaxFrameBytes)
            {
                throw new ModelException(ModelFailure.Malformed, "A frame of the gateway is too large.");
            }

            if (part.EndOfMessage)
            {
                using var json = JsonDocument.Parse(
                    BrokenCharacters.Mend(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
                return json.RootElement.Clone();
            }
        }
    }

    /// <summary>Whether a frame is an answer to a request.</summary>
    public static bool IsAnswer(JsonElement frame, string id) => Is(frame, "type", "res") && Is(frame, "id", id);

    /// <summary>Whether a frame is an event of a kind.</summary>
    public static bool IsEvent(JsonElement frame, string name) =>
        Is(frame, "type", "event") && Is(frame, "event", name);

    /// <summary>What an answer brings.</summary>
    /// <exception cref="ModelException">It is a refusal.</exception>
    public static JsonElement Payload(JsonElement frame)
    {
        if (frame.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.True)
        {
            return frame.TryGetProperty("payload", out var payload) ? payload : default;
        }

        var error = frame.TryGetProperty("error", out var e) ? e : default;
        var (code, message) = (Text(error, "code"), Text(error, "message") ?? "no reason given");
        var failure = code switch
        {
            "UNAVAILABLE" or "AGENT_TIMEOUT" or "NOT_LINKED" => ModelFailure.Unavailable,
            _ when message.Contains("unauthorized", StringComparison.OrdinalIgnoreCase) => ModelFailure.Unauthorized,
            "NOT_PAIRED" => ModelFailure.Unauthorized,
            _ => ModelFailure.Rejected,
        };
        throw new ModelException(failure, $"The gateway refuses: {message.ReplaceLineEndings(" ").CutTo(500)}")
        {
            Refused = true,
            RefusesModel = message.Contains("model not allowed", StringComparison.OrdinalIgnoreCase)
                || message.Contains("unknown model", StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>A text in an object; null when there is none.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (IsOpen)
        {
            using var limit = new CancellationTokenSource(s_goodbye);
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                // It is gone already.
            }
        }

        _socket.Dispose();
    }

    private static bool Is(JsonElement frame, string name, string value) => Text(frame, name) == value;

    private async Task SignInAsync(string? token, CancellationToken cancellationToken)
    {
        while (!IsEvent(await ReadAsync(cancellationToken), "connect.challenge"))
        {
        }

        await AskAsync(
            "connect",
            new JsonObject
            {
                ["minProtocol"] = 3,
                ["maxProtocol"] = 4,
                ["client"] = JsonNode.Parse(Client),
                ["role"] = "operator",
                // The newer protocol grants only what is asked for; changing a session's model takes the last.
                ["scopes"] = new JsonArray("operator.read", "operator.write", "operator.admin"),
                ["auth"] = new JsonObject { ["token"] = token },
            },
            cancellationToken);
    }
}
