using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using OpsFlow.Platform.Events;

namespace OpsFlow.Api.Streaming;

/// <summary>
/// Events as text messages <c>{"id":5,"event":"state","data":{...}}</c>; what says only that the connection works has
/// no id.
/// </summary>
internal sealed class EventSocket(WebSocket socket)
{
    // For a client that keeps the connection and reads nothing.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(5);

    /// <summary>Sends until the stream or the connection ends.</summary>
    public async Task SendAsync(
        Func<CancellationToken, IAsyncEnumerable<LiveEvent>> read, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listening = ListenAsync(ending);
        try
        {
            await foreach (var e in read(ending.Token))
            {
                // Not by the end of the listening: a send that is broken off breaks the farewell, too.
                sending.CancelAfter(s_patience);
                await socket.SendAsync(Message(e), WebSocketMessageType.Text, true, sending.Token);
                sending.CancelAfter(Timeout.InfiniteTimeSpan);
            }

            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                // Without a token of the client: it may have gone, but this is told to one that has not.
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                await listening.WaitAsync(s_farewell, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or TimeoutException)
        {
            // It went; it comes back with the last number that it has seen.
        }
        finally
        {
            await ending.CancelAsync();
            await listening;
        }
    }

    private static byte[] Message(LiveEvent e)
    {
        var buffer = new ArrayBufferWriter<byte>(e.Data.Length + 64);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (e.Seq > 0)
            {
                writer.WriteNumber("id", e.Seq);
            }

            writer.WriteString("event", e.Kind);
            writer.WritePropertyName("data");
            writer.WriteRawValue(e.Data);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    // Nothing is expected from the client but its end, of which only a read tells.
    private async Task ListenAsync(CancellationTokenSource ending)
    {
        var buffer = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(buffer, ending.Token)).MessageType != WebSocketMessageType.Close)
            {
                // Passed over.
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // Gone without a word.
        }

        await ending.CancelAsync();
    }
}
