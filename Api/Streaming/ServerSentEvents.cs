using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using OpsFlow.Platform.Events;

namespace OpsFlow.Api.Streaming;

/// <summary>
/// A stream of events as Server-Sent Events: replayed after <c>Last-Event-ID</c> or <c>?after=</c>, then followed until its
/// last event. Source: WHATWG HTML, "Server-sent events".
/// </summary>
internal sealed class ServerSentEvents(EventStore events, IHostApplicationLifetime lifetime)
{
    /// <summary>An event that says nothing; clients pass over it.</summary>
    public const string HeartbeatKind = "heartbeat";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    /// <summary>The answer that follows a stream.</summary>
    /// <param name="context">The request.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="isOver">Whether nothing will follow; asked when all known events are written.</param>
    public async Task<IResult> FollowAsync(HttpContext context, string stream, Func<CancellationToken, Task<bool>> isOver)
    {
        var after = After(context.Request);
        // A client that has seen all of a finished stream must not connect again and again: 204 tells it so.
        if (after > 0 && await IsEndAsync(stream, after, isOver, context.RequestAborted))
        {
            return TypedResults.NoContent();
        }

        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(ItemsAsync(stream, after, isOver, context.RequestAborted));
    }

    private static long After(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header
            ? header
            : request.Query["after"].ToString();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : 0;
    }

    private async IAsyncEnumerable<SseItem<string>> ItemsAsync(
        string stream, long after, Func<CancellationToken, Task<bool>> isOver, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        // The first one tells the client that it is connected, and when to come back.
        yield return new("{}", HeartbeatKind) { ReconnectionInterval = Retry };
        while (await NextAsync(stream, after, isOver, stopping.Token) is var (page, isEnd))
        {
            foreach (var e in page)
            {
                yield return new(e.Data, e.Kind) { EventId = e.Seq.ToString(CultureInfo.InvariantCulture) };
                after = e.Seq;
            }

            if (isEnd)
            {
                yield return new("{}", "end");
                yield break;
            }

            if (page.Count == 0)
            {
                yield return new("{}", HeartbeatKind);
            }
        }
    }

    // Null when the client went, or we stop; it comes back with Last-Event-ID.
    private async Task<(IReadOnlyList<LiveEvent> Page, bool IsEnd)?> NextAsync(
        string stream, long after, Func<CancellationToken, Task<bool>> isOver, CancellationToken token)
    {
        try
        {
            var page = await events.WaitAsync(stream, after, Heartbeat, token);
            return (page, await IsEndAsync(stream, page.Count > 0 ? page[^1].Seq : after, isOver, token));
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<bool> IsEndAsync(
        string stream, long after, Func<CancellationToken, Task<bool>> isOver, CancellationToken token) =>
        await isOver(token) && await events.LastAsync(stream, token) <= after;
}
