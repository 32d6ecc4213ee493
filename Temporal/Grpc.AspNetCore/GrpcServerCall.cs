using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace UnaryGrpc.AspNetCore;

/// <summary>Runs one call on an HTTP/2 request.</summary>
internal static class GrpcServerCall
{
    /// <summary>One message in, one out.</summary>
    public static Task RunAsync<TRequest, TResponse>(
        HttpContext http,
        GrpcServerOptions options,
        MessageParser<TRequest> parser,
        Func<TRequest, GrpcServerCallContext, Task<TResponse>> handler)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse> =>
        GuardAsync(http, options, async context =>
        {
            var request = await ReadAsync(http, options, parser, context.CancellationToken).ConfigureAwait(false);
            var response = await handler(request, context).ConfigureAwait(false);
            var trailers = Begin(http);
            Write(http, response);
            trailers["grpc-status"] = "0";
            await http.Response.BodyWriter.FlushAsync().ConfigureAwait(false);
        });

    /// <summary>Messages in and out in turns.</summary>
    public static Task ConverseAsync<TRequest, TResponse>(
        HttpContext http,
        GrpcServerOptions options,
        MessageParser<TRequest> parser,
        Func<TRequest, GrpcServerCallContext, Task<TResponse>> handler)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse> =>
        GuardAsync(http, options, async context =>
        {
            var trailers = Begin(http);
            var reader = http.Request.BodyReader;
            while (true)
            {
                var read = await ReadBodyAsync(reader, context.CancellationToken).ConfigureAwait(false);
                var rest = read.Buffer;
                while (GrpcFrame.TrySplit(ref rest, options.MaxMessageSize, out var frame))
                {
                    var request = GrpcFrame.Parse(frame, Encoding(http), parser, options.MaxMessageSize);
                    Write(http, await handler(request, context).ConfigureAwait(false));
                    await http.Response.BodyWriter.FlushAsync(context.CancellationToken).ConfigureAwait(false);
                }

                if (read.IsCompleted)
                {
                    trailers["grpc-status"] = "0";
                    return;
                }

                reader.AdvanceTo(rest.Start, rest.End);
            }
        });

    private static async Task GuardAsync(
        HttpContext http, GrpcServerOptions options, Func<GrpcServerCallContext, Task> call)
    {
        CancellationTokenSource? deadlineSource = null;
        try
        {
            var token = http.RequestAborted;
            DateTimeOffset? deadline = null;
            if (http.Request.Headers.TryGetValue("grpc-timeout", out var timeoutHeader))
            {
                if (!GrpcWire.TryDecodeTimeout(timeoutHeader.ToString(), out var timeout))
                {
                    throw new GrpcException(GrpcStatusCode.Internal, "Malformed grpc-timeout.");
                }

                deadline = options.TimeProvider.GetUtcNow() + timeout;
                // A timer cannot run for longer than about 49 days; nobody waits that long for one answer.
                deadlineSource = CancellationTokenSource.CreateLinkedTokenSource(token);
                deadlineSource.CancelAfter(timeout < TimeSpan.FromDays(40) ? timeout : TimeSpan.FromDays(40));
                token = deadlineSource.Token;
            }

            var context = new GrpcServerCallContext(http, deadline, token);
            options.Authorize?.Invoke(context, http.Request.Path);
            await call(context).ConfigureAwait(false);
        }
        catch (GrpcException e)
        {
            WriteError(http, e.StatusCode, e.Message, e.StatusDetails);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (OperationCanceledException) when (deadlineSource is { IsCancellationRequested: true })
        {
            WriteError(http, GrpcStatusCode.DeadlineExceeded, "Deadline exceeded", null);
        }
        catch (Exception e) when (options.Translate?.Invoke(e) is { } known)
        {
            WriteError(http, known.StatusCode, known.Message, known.StatusDetails);
        }
        catch (Exception e)
        {
            // The boundary of a call: whatever a handler missed is the caller's INTERNAL and the operator's log line.
            options.OnUnhandled?.Invoke(e, http.Request.Path);
            WriteError(http, GrpcStatusCode.Internal, $"{e.GetType().Name}: {e.Message}", null);
        }
        finally
        {
            deadlineSource?.Dispose();
        }
    }

    public static void WriteError(HttpContext http, GrpcStatusCode code, string message, ByteString? details)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        // Trailers-only response: everything in one block of headers.
        http.Response.ContentType = GrpcWire.ContentType;
        http.Response.Headers["grpc-status"] = ((int)code).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["grpc-message"] = GrpcWire.EncodeMessage(message);
        if (details is not null)
        {
            http.Response.Headers["grpc-status-details-bin"] = GrpcWire.EncodeBinary(details.Span);
        }
    }

    private static async Task<TRequest> ReadAsync<TRequest>(
        HttpContext http, GrpcServerOptions options, MessageParser<TRequest> parser, CancellationToken token)
        where TRequest : IMessage<TRequest>
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await ReadBodyAsync(reader, token).ConfigureAwait(false);
            if (read.Buffer.Length > options.MaxMessageSize + (long)GrpcFrame.HeaderSize)
            {
                throw new GrpcException(
                    GrpcStatusCode.ResourceExhausted,
                    $"grpc: received message larger than max ({read.Buffer.Length} vs. {options.MaxMessageSize})");
            }

            if (read.IsCompleted)
            {
                var request = GrpcFrame.Parse(read.Buffer, Encoding(http), parser, options.MaxMessageSize);
                reader.AdvanceTo(read.Buffer.End);
                return request;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async ValueTask<ReadResult> ReadBodyAsync(PipeReader reader, CancellationToken token)
    {
        try
        {
            return await reader.ReadAsync(token).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Only the transport fails here: the caller reset its stream, or its connection broke.
            throw new GrpcException(GrpcStatusCode.Cancelled, "The caller went away.");
        }
    }

    private static string? Encoding(HttpContext http) =>
        http.Request.Headers.TryGetValue("grpc-encoding", out var encoding) ? encoding.ToString() : null;

    private static IHeaderDictionary Begin(HttpContext http)
    {
        http.Response.ContentType = GrpcWire.ContentType;
        return (http.Features.Get<IHttpResponseTrailersFeature>()
            ?? throw new InvalidOperationException("gRPC needs HTTP/2.")).Trailers;
    }

    private static void Write(HttpContext http, IMessage response)
    {
        var size = GrpcFrame.SizeOf(response);
        GrpcFrame.Write(response, http.Response.BodyWriter.GetSpan(size)[..size]);
        http.Response.BodyWriter.Advance(size);
    }
}
