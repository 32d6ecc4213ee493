using System.Globalization;
using System.Text;
using OpsFlow.Platform.Events;

namespace OpsFlow.Api.Streaming;

/// <summary>
/// A stream of events as Server-Sent Events: replayed after <c>Last-Event-ID</c> or <c>?after=</c>, then followed until its
/// last event. Source: WHATWG HTML, "Server-sent events".
/// </summary>
internal sealed class ServerSentEvents(EventStore events, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Writes the stream.</summary>
    /// <param name="context">The request.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="isOver">Whether nothing will follow; asked when all known events are written.</param>
    public async Task WriteAsync(HttpContext context, string stream, Func<CancellationToken, Task<bool>> isOver)
    {
        var after = After(context.Request);
        // A client that has seen all of a finished stream must not connect again and again: 204 tells it so.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        var token = stopping.Token;
        if (after > 0 && await isOver(token) && await events.LastAsync(stream, token) <= after)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await SendAsync(context, "retry: 2000\n\n", token);
        try
        {
            while (true)
            {
                var page = await events.WaitAsync(stream, after, Heartbeat, token);
                if (page.Count == 0)
                {
                    if (await isOver(token))
                    {
                        await SendAsync(context, "event: end\ndata: {}\n\n", token);
                        return;
                    }

                    await SendAsync(context, ": heartbeat\n\n", token);
                    continue;
                }

                await SendAsync(context, Format(page), token);
                after = page[^1].Seq;
                if (await isOver(token) && await events.LastAsync(stream, token) == after)
                {
                    await SendAsync(context, "event: end\ndata: {}\n\n", token);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The client went, or we stop; it comes back with Last-Event-ID.
        }
    }

    private static long After(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header
            ? header
            : request.Query["after"].ToString();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : 0;
    }

    private static string Format(IReadOnlyList<LiveEvent> page)
    {
        var text = new StringBuilder();
        foreach (var e in page)
        {
            text.Append(CultureInfo.InvariantCulture, $"id: {e.Seq}\nevent: {e.Kind}\ndata: ");
            // JSON has no raw line ends, so one data line always suffices.
            text.Append(e.Data).Append("\n\n");
        }

        return text.ToString();
    }

    private static async Task SendAsync(HttpContext context, string text, CancellationToken token)
    {
        await context.Response.WriteAsync(text, token);
        await context.Response.Body.FlushAsync(token);
    }
}
