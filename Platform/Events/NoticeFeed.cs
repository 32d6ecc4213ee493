using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;

namespace OpsFlow.Platform.Events;

/// <summary>
/// What every pipeline tells of its changes, from now on, as one stream: a browser has few connections, and a page that
/// was away looks at everything again anyway.
/// </summary>
public sealed class NoticeFeed(EventStore events, IEnumerable<NoticeStream> streams)
{
    /// <summary>The kind of its events.</summary>
    public const string Kind = "notice";

    // A page that reads too slowly misses notices and not the server's memory; the next one makes it look again.
    private const int MostWaiting = 256;

    // Well below what proxies cut, and pages take three of them for a lost connection. 5 s.
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(5);

    /// <summary>Notices as they come, and a beat when there is none for long.</summary>
    /// <param name="reader">The id of the user who reads: what is another user's own is not told.</param>
    /// <param name="cancellationToken">Ends it without an exception.</param>
    public async IAsyncEnumerable<LiveEvent> ReadAsync(
        string reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<LiveEvent>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var end = ending.Token.Register(() => channel.Writer.TryComplete());
        // Before the first beat: what comes after it is told, and what came before it the page sees when it looks.
        var places = new List<(NoticeStream Stream, long After)>();
        foreach (var stream in streams)
        {
            places.Add((stream, await events.LastAsync(stream.Name, cancellationToken)));
        }

        var pumps = places.Select(
            (p, i) => PumpAsync(p.Stream, reader, p.After, i == 0, channel.Writer, ending.Token)).ToArray();
        try
        {
            await foreach (var e in channel.Reader.ReadAllAsync(CancellationToken.None))
            {
                yield return e;
            }
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(pumps);
        }
    }

    private async Task PumpAsync(
        NoticeStream stream, string reader, long after, bool beats, ChannelWriter<LiveEvent> writer,
        CancellationToken cancellationToken)
    {
        try
        {
            var followed = new FollowedStream(stream.Name, _ => Task.FromResult(false), s_heartbeat);
            await foreach (var e in followed.ReadAsync(events, after, cancellationToken))
            {
                if (e.Seq > 0)
                {
                    if (Notice(stream, reader, e) is { } notice)
                    {
                        writer.TryWrite(new LiveEvent { Kind = Kind, Data = notice });
                    }
                }
                else if (beats)
                {
                    writer.TryWrite(e);
                }
            }
        }
        // Cancelled, or the store is away: the stream ends, and whoever follows comes back.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            writer.TryComplete();
        }
    }

    // Null for what is somebody else's.
    private static string? Notice(NoticeStream stream, string reader, LiveEvent e)
    {
        using var data = JsonDocument.Parse(e.Data);
        return stream.IsPrivate && data.RootElement.TryGetProperty("owner", out var owner)
            && owner.GetString() != reader
            ? null
            : JsonSerializer.Serialize(
                new { stream = stream.Name, kind = e.Kind, data = data.RootElement }, EventJson.Options);
    }
}
