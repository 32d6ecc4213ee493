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
    public static async Task RunAsync<TRequest, TResponse>(
        HttpContext http,
        GrpcServerOptions options,
        MessageParser<TRequest> parser,
        Func<TRequest, GrpcServerCallContext, Task<TResponse>> handler)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        // One method for all that every call does: each further one that waits costs an allocation and a step on the way back.
        CancellationTokenSource? deadline = null;
        try
        {
            var context = Begin(http, options, out deadline);
            var reader = http.Request.BodyReader;
            TRequest request;
            while (true)
            {
                ReadResult read;
                try
                {
                    read = await reader.ReadAsync(context.CancellationToken).ConfigureAwait(false);
                }
                catch (IOException)
                {
                    throw CallerWentAway();
                }

                if (TryParse(http, options, parser, reader, read) is { } parsed)
                {
                    request = parsed;
                    break;
                }
            }

            var response = await handler(request, context).ConfigureAwait(false);
            var trailers = BeginAnswer(http);
            Write(http, response);
            trailers["grpc-status"] = "0";
            await http.Response.BodyWriter.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(http, options, e, deadline);
        }
        finally
        {
            deadline?.Dispose();
        }
    }

    /// <summary>Messages in and out in turns.</summary>
    public static async Task ConverseAsync<TRequest, TResponse>(
        HttpContext http,
        GrpcServerOptions options,
        MessageParser<TRequest> parser,
        Func<TRequest, GrpcServerCallContext, Task<TResponse>> handler)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        CancellationTokenSource? deadline = null;
        try
        {
            var context = Begin(http, options, out deadline);
            var trailers = BeginAnswer(http);
            var reader = http.Request.BodyReader;
            while (true)
            {
                ReadResult read;
                try
                {
                    read = await reader.ReadAsync(context.CancellationToken).ConfigureAwait(false);
                }
                catch (IOException)
                {
                    throw CallerWentAway();
                }

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
        }
        catch (Exception e)
        {
            Fail(http, options, e, deadline);
        }
        finally
        {
            deadline?.Dispose();
        }
    }

    /// <summary>Who calls and until when.</summary>
    /// <param name="http">The request.</param>
    /// <param name="options">Options.</param>
    /// <param name="deadlineSource">Cancelled at the caller's deadline or when it goes away; null when it gave none. To be disposed.</param>
    private static GrpcServerCallContext Begin(
        HttpContext http, GrpcServerOptions options, out CancellationTokenSource? deadlineSource)
    {
        deadlineSource = null;
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
        return context;
    }

    private static void Fail(HttpContext http, GrpcServerOptions options, Exception error, CancellationTokenSource? deadline)
    {
        switch (error)
        {
            case GrpcException e:
                WriteError(http, e.StatusCode, e.Message, e.StatusDetails);
                break;
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                // Nobody is there to be answered.
                break;
            case OperationCanceledException when deadline is { IsCancellationRequested: true }:
                WriteError(http, GrpcStatusCode.DeadlineExceeded, "Deadline exceeded", null);
                break;
            case var e when options.Translate?.Invoke(e) is { } known:
                WriteError(http, known.StatusCode, known.Message, known.StatusDetails);
                break;
            default:
                // The boundary of a call: whatever a handler missed is the caller's INTERNAL and the operator's log line.
                options.OnUnhandled?.Invoke(error, http.Request.Path);
                WriteError(http, GrpcStatusCode.Internal, $"{error.GetType().Name}: {error.Message}", null);
                break;
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

    /// <summary>The message, once its body is whole; null before.</summary>
    private static TRequest? TryParse<TRequest>(
        HttpContext http, GrpcServerOptions options, MessageParser<TRequest> parser, PipeReader reader, ReadResult read)
        where TRequest : IMessage<TRequest>
    {
        if (read.Buffer.Length > options.MaxMessageSize + (long)GrpcFrame.HeaderSize)
        {
            throw new GrpcException(
                GrpcStatusCode.ResourceExhausted,
                $"grpc: received message larger than max ({read.Buffer.Length} vs. {options.MaxMessageSize})");
        }

        if (!read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            return default;
        }

        var request = GrpcFrame.Parse(read.Buffer, Encoding(http), parser, options.MaxMessageSize);
        reader.AdvanceTo(read.Buffer.End);
        return request;
    }

    /// <summary>Only the transport fails while a body is read: the caller reset its stream, or its connection broke.</summary>
    private static GrpcException CallerWentAway() => new(GrpcStatusCode.Cancelled, "The caller went away.");

    private static string? Encoding(HttpContext http) =>
        http.Request.Headers.TryGetValue("grpc-encoding", out var encoding) ? encoding.ToString() : null;

    private static IHeaderDictionary BeginAnswer(HttpContext http)
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
