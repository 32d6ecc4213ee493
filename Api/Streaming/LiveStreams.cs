using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.Errors;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Api.Streaming;

/// <summary>
/// Answers with a stream of events, replayed after <c>Last-Event-ID</c> or <c>?after=</c> and then followed until its
/// last: as Server-Sent Events, or over a WebSocket to a client that asks for one.
/// </summary>
/// <remarks>
/// A heartbeat is an event without an id and not a comment line: a browser's EventSource does not tell a page of
/// comments, and the page must know that its connection is alive. Source: WHATWG HTML, "Server-sent events".
/// </remarks>
internal sealed class LiveStreams(
    EventStore events, OpenStreams open, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private readonly StreamMeter _overSse = new("sse", time);
    private readonly StreamMeter _overWebSocket = new("websocket", time);

    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(2);

    /// <param name="meter">Measures what only streams of this kind have.</param>
    public async Task<IResult> FollowAsync(
        HttpContext context, FollowedStream followed, IStreamMeter? meter = null)
    {
        var after = await followed.PlaceAsync(events, After(context.Request), context.RequestAborted);
        if (context.WebSockets.IsWebSocketRequest)
        {
            if (!OwnPages.IsOne(context.Request))
            {
                return Problem.Create(403, "forbidden", ProblemWords.OtherSite);
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await new EventSocket(socket).SendAsync(
                stopping => _overWebSocket.MeasureAsync(Told(stopping), stopping),
                Stopping(context));
            return Results.Empty;
        }

        // A client that has seen all of a finished stream must not connect again and again: 204 tells it so.
        if (after > 0 && await followed.IsEndAsync(events, after, context.RequestAborted))
        {
            return TypedResults.NoContent();
        }

        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(ItemsAsync(Told(Stopping(context))));

        IAsyncEnumerable<LiveEvent> Told(CancellationToken stopping)
        {
            var told = followed.ReadAsync(events, after, stopping);
            return meter is null ? told : meter.MeasureAsync(told, stopping);
        }
    }

    /// <summary>Answers with what has no past and no end, as Server-Sent Events.</summary>
    public IResult Feed(HttpContext context, NoticeFeed feed)
    {
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(ItemsAsync(
            feed.ReadAsync(Callers.IdOf(context.User), Stopping(context))));
    }

    private static long After(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header
            ? header
            : request.Query["after"].ToString();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : 0;
    }

    private CancellationToken Stopping(HttpContext context) => open.Open(context, lifetime.ApplicationStopping);

    private async IAsyncEnumerable<SseItem<string>> ItemsAsync(
        IAsyncEnumerable<LiveEvent> told, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // The first one tells the client that it is connected, and when to come back.
        TimeSpan? retry = s_retry;
        await foreach (var e in _overSse.MeasureAsync(told, cancellationToken))
        {
            yield return new(e.Data, e.Kind)
            {
                EventId = e.Seq > 0 ? e.Seq.ToString(CultureInfo.InvariantCulture) : null,
                ReconnectionInterval = retry,
            };
            retry = null;
        }
    }
}
