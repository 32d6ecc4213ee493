using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Google.Protobuf;

namespace UnaryGrpc;

/// <summary>A connection to one gRPC server for unary calls. Safe for concurrent use; connects at the first call.</summary>
public sealed class GrpcChannel : IDisposable
{
    private static readonly MediaTypeHeaderValue RequestContentType = new(GrpcWire.ContentType);

    private readonly HttpMessageInvoker _invoker;
    private readonly string _baseAddress;
    private readonly GrpcChannelOptions _options;

    /// <summary>Makes a channel without connecting.</summary>
    /// <param name="target"><c>host:port</c>.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="ArgumentException">The target is not a host and port.</exception>
    public GrpcChannel(string target, GrpcChannelOptions? options = null)
    {
        _options = options ?? new GrpcChannelOptions();
        _baseAddress = $"{(_options.Tls is null ? "http" : "https")}://{target}";
        if (!Uri.TryCreate(_baseAddress, UriKind.Absolute, out var uri) || uri.AbsolutePath != "/")
        {
            throw new ArgumentException($"'{target}' is not a host and port.", nameof(target));
        }

        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = _options.ConnectTimeout,
            // A hundred long polls must not make other calls wait for a stream.
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            InitialHttp2StreamWindowSize = 1024 * 1024,
            ActivityHeadersPropagator = null,
        };
        if (_options.HttpConnectProxy is { } proxy)
        {
            handler.ConnectCallback = new HttpConnectTunnel(proxy).ConnectAsync;
        }

        if (_options.Tls is { } tls)
        {
            handler.SslOptions = tls;
        }

        if (_options.KeepAliveInterval is { } interval)
        {
            handler.KeepAlivePingDelay = interval;
            handler.KeepAlivePingTimeout = _options.KeepAliveTimeout;
            handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        }

        _invoker = new HttpMessageInvoker(handler, disposeHandler: true);
    }

    /// <summary>Makes one call.</summary>
    /// <typeparam name="TResponse">The response type.</typeparam>
    /// <param name="method">The path, as in <c>/package.Service/Method</c>.</param>
    /// <param name="request">The request.</param>
    /// <param name="parser">The response's parser.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    /// <exception cref="GrpcException">The server answered with an error, or the transport failed (Unavailable),
    /// or the timeout passed (DeadlineExceeded).</exception>
    /// <exception cref="OperationCanceledException">The call's own token was cancelled.</exception>
    public async Task<TResponse> CallAsync<TResponse>(
        string method,
        IMessage request,
        MessageParser<TResponse> parser,
        GrpcCallOptions options = default)
        where TResponse : IMessage<TResponse>
    {
        using var deadline = options.Timeout is { } timeout ? new Deadline(timeout, _options.TimeProvider, options.CancellationToken) : null;
        var token = deadline?.Token ?? options.CancellationToken;
        try
        {
            using var message = CreateRequest(method, request, options);
            using var response = await _invoker.SendAsync(message, token).ConfigureAwait(false);
            return await ReadAsync(response, parser, token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!options.CancellationToken.IsCancellationRequested)
        {
            throw deadline is { HasPassed: true }
                ? new GrpcException(GrpcStatusCode.DeadlineExceeded, "Deadline exceeded", null, e)
                : new GrpcException(GrpcStatusCode.Unavailable, "The connection ended during the call.", null, e);
        }
        // A socket whose peer goes away the moment it is connected throws past the handler's own wrapping.
        catch (Exception e) when (e is HttpRequestException or IOException or HttpProtocolException or SocketException)
        {
            // A stream reset that answers our own cancellation surfaces as an IO error now and then.
            options.CancellationToken.ThrowIfCancellationRequested();
            throw deadline is { HasPassed: true }
                ? new GrpcException(GrpcStatusCode.DeadlineExceeded, "Deadline exceeded", null, e)
                : new GrpcException(
                    GrpcStatusCode.Unavailable, $"Cannot reach {_baseAddress}: {Root(e).Message}", null, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    private static Exception Root(Exception e) => e.InnerException is null ? e : Root(e.InnerException);

    private HttpRequestMessage CreateRequest(string method, IMessage request, GrpcCallOptions options)
    {
        var size = GrpcFrame.SizeOf(request);
        var compress = size >= _options.GzipThreshold;
        var frame = compress ? GrpcFrame.Gzip(request) : new byte[size];
        if (!compress)
        {
            GrpcFrame.Write(request, frame);
        }

        var message = new HttpRequestMessage(HttpMethod.Post, _baseAddress + method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        message.Content.Headers.ContentType = RequestContentType;
        message.Headers.Host = _options.Authority;
        message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        message.Headers.TryAddWithoutValidation("grpc-accept-encoding", "identity,gzip");
        if (compress)
        {
            message.Headers.TryAddWithoutValidation("grpc-encoding", "gzip");
        }

        if (options.Timeout is { } timeout)
        {
            message.Headers.TryAddWithoutValidation("grpc-timeout", GrpcWire.EncodeTimeout(timeout));
        }

        foreach (var (name, value) in options.Metadata ?? [])
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private async Task<TResponse> ReadAsync<TResponse>(
        HttpResponseMessage response, MessageParser<TResponse> parser, CancellationToken token)
        where TResponse : IMessage<TResponse>
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new GrpcException(
                MapHttpStatus(response.StatusCode), $"The server answered HTTP {(int)response.StatusCode}, not gRPC.");
        }

        // Trailers-only: an error without a body has its status among the headers.
        if (response.Headers.NonValidated.Contains("grpc-status"))
        {
            ThrowIfError(response.Headers);
        }

        var body = await ReadBodyAsync(response, token).ConfigureAwait(false);
        ThrowIfError(response.TrailingHeaders);
        var encoding = response.Headers.TryGetValues("grpc-encoding", out var values) ? values.FirstOrDefault() : null;
        return GrpcFrame.Parse(new ReadOnlySequence<byte>(body), encoding, parser, _options.MaxMessageSize);
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, CancellationToken token)
    {
        using var stream = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
        var buffer = new byte[Math.Clamp(response.Content.Headers.ContentLength ?? 1024, 256, 1024 * 1024)];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), token).ConfigureAwait(false);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            length += read;
            if (length > _options.MaxMessageSize + GrpcFrame.HeaderSize)
            {
                throw new GrpcException(
                    GrpcStatusCode.ResourceExhausted,
                    $"grpc: received message larger than max ({length} vs. {_options.MaxMessageSize})");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, _options.MaxMessageSize + GrpcFrame.HeaderSize + 1L));
            }
        }
    }

    private static void ThrowIfError(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("grpc-status", out var statuses)
            || !int.TryParse(statuses.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            throw new GrpcException(GrpcStatusCode.Unavailable, "The server ended the call without a gRPC status.");
        }

        if (status == 0)
        {
            return;
        }

        var message = headers.TryGetValues("grpc-message", out var messages)
            ? GrpcWire.DecodeMessage(messages.First())
            : "";
        var details = headers.TryGetValues("grpc-status-details-bin", out var bins)
            ? GrpcWire.DecodeBinary(bins.First())
            : null;
        var code = Enum.IsDefined((GrpcStatusCode)status) ? (GrpcStatusCode)status : GrpcStatusCode.Unknown;
        throw new GrpcException(code, message, details is null ? null : ByteString.CopyFrom(details));
    }

    // Source: gRPC "HTTP to gRPC Status Code Mapping".
    private static GrpcStatusCode MapHttpStatus(HttpStatusCode status) => (int)status switch
    {
        400 => GrpcStatusCode.Internal,
        401 => GrpcStatusCode.Unauthenticated,
        403 => GrpcStatusCode.PermissionDenied,
        404 => GrpcStatusCode.Unimplemented,
        429 or 502 or 503 or 504 => GrpcStatusCode.Unavailable,
        _ => GrpcStatusCode.Unknown,
    };
}
