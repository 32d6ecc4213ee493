using System.Diagnostics;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Dependencies.Grpc.Health.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Exceptions;
using Temporalio.Runtime;
using UnaryGrpc;

namespace Temporalio.Client;

// The official class is not disposable: sockets of an unused connection close when it is collected.
#pragma warning disable CA1001

/// <summary>A connection to a server over gRPC; safe for concurrent use and shared by clients and workers.</summary>
public sealed class TemporalConnection : ITemporalConnection
{
    private const int GzipThreshold = 4096;

    private readonly GrpcChannels _channels;
    private readonly RpcMetrics _metrics;
    private readonly PayloadSizes _sizes;
    private readonly RpcRetry _retry;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private volatile GetSystemInfoResponse.Types.Capabilities? _capabilities;

    private TemporalConnection(TemporalConnectionOptions options)
    {
        Options = (TemporalConnectionOptions)options.Clone();
        Options.Identity ??= $"{Environment.ProcessId}@{System.Net.Dns.GetHostName()}";
        if (string.IsNullOrEmpty(Options.TargetHost))
        {
            throw new ArgumentException("TargetHost is required");
        }

        RpcMetadata = Options.RpcMetadata ?? [];
        RpcBinaryMetadata = Options.RpcBinaryMetadata ?? [];
        ApiKey = Options.ApiKey;
        _retry = new RpcRetry(Options.RpcRetry ?? new RpcRetryOptions());
        if (Options is { DnsLoadBalancing: not null, HttpConnectProxy: not null })
        {
            throw new ArgumentException("DNS load balancing cannot be used with a proxy");
        }

        Runtime = Options.Runtime ?? TemporalRuntime.Default;
        _metrics = new RpcMetrics(Runtime);
        _sizes = new PayloadSizes(
            Options.PayloadLimits,
            (Options as TemporalClientConnectOptions)?.LoggerFactory.CreateLogger<TemporalConnection>() ?? Runtime.Logger);
        var channelOptions = new GrpcChannelOptions
        {
            Tls = TlsSettings.Create(Options),
            KeepAliveInterval = Options.KeepAlive?.Interval,
            KeepAliveTimeout = Options.KeepAlive?.Timeout ?? TimeSpan.FromSeconds(15),
            GzipThreshold = Options.GrpcCompression is GrpcCompression.Gzip ? GzipThreshold : null,
            HttpConnectProxy = Proxy(Options.HttpConnectProxy),
        };
        _channels = new GrpcChannels(Options.TargetHost, channelOptions, Options.DnsLoadBalancing, Runtime.Logger);
        WorkflowService = new WorkflowService.Core(this);
        OperatorService = new OperatorService.Core(this);
        TestService = new TestService.Core(this);
        CloudService = new CloudService.Core(this);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> RpcMetadata { get; set; }

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, byte[]>> RpcBinaryMetadata { get; set; }

    /// <inheritdoc/>
    public string? ApiKey { get; set; }

    /// <inheritdoc/>
    public WorkflowService WorkflowService { get; }

    /// <inheritdoc/>
    public OperatorService OperatorService { get; }

    /// <inheritdoc/>
    public TestService TestService { get; }

    /// <inheritdoc/>
    public CloudService CloudService { get; }

    /// <inheritdoc/>
    public TemporalConnectionOptions Options { get; }

    /// <inheritdoc/>
    public bool IsConnected => _capabilities is not null;

    /// <inheritdoc/>
    public SafeHandle? BridgeClient => null;

    /// <summary>What the server said it can; null before the first contact.</summary>
    internal GetSystemInfoResponse.Types.Capabilities? Capabilities => _capabilities;

    /// <summary>Metrics and log.</summary>
    internal TemporalRuntime Runtime { get; }

    /// <summary>The workers of this process on this connection.</summary>
    internal EagerWorkers EagerWorkers { get; } = new();

    /// <summary>Connects.</summary>
    /// <param name="options">Options; copied.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="InvalidOperationException">The server cannot be reached.</exception>
    public static async Task<TemporalConnection> ConnectAsync(TemporalConnectionOptions options)
    {
        var connection = new TemporalConnection(options);
        await connection.ConnectAsync().ConfigureAwait(false);
        return connection;
    }

    /// <summary>Makes a connection that connects at its first call.</summary>
    /// <param name="options">Options; copied.</param>
    /// <returns>The connection.</returns>
    public static TemporalConnection CreateLazy(TemporalConnectionOptions options) => new(options);

    /// <inheritdoc/>
    public async Task<bool> CheckHealthAsync(RpcService? service = null, RpcOptions? options = null)
    {
        var response = await InvokeAsync(
            "/grpc.health.v1.Health/Check",
            new HealthCheckRequest { Service = (service ?? WorkflowService).FullName },
            HealthCheckResponse.Parser,
            null,
            options).ConfigureAwait(false);
        return response.Status == HealthCheckResponse.Types.ServingStatus.Serving;
    }

    /// <inheritdoc/>
    public async Task ConnectAsync()
    {
        if (IsConnected)
        {
            return;
        }

        await _connecting.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!IsConnected)
            {
                _capabilities = await GetCapabilitiesAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Makes a call of a service, connecting first if need be.</summary>
    /// <typeparam name="T">The response type.</typeparam>
    /// <param name="service">The service.</param>
    /// <param name="rpc">The method's name.</param>
    /// <param name="request">The request.</param>
    /// <param name="parser">The response's parser.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    internal async Task<T> InvokeRpcAsync<T>(
        RpcService service, string rpc, IMessage request, MessageParser<T> parser, RpcOptions? options)
        where T : IMessage<T>
    {
        if (!IsConnected)
        {
            await ConnectAsync().ConfigureAwait(false);
        }

        _sizes.Check(rpc, request);
        return await InvokeAsync(
            $"/{service.FullName}/{rpc}", request, parser, RequestNamespaces.Of(request), options).ConfigureAwait(false);
    }

    private static Uri? Proxy(HttpConnectProxyOptions? options)
    {
        if (options?.TargetHost is null)
        {
            return null;
        }

        var builder = new UriBuilder($"http://{options.TargetHost}");
        if (options.BasicAuth is var (user, password))
        {
            builder.UserName = Uri.EscapeDataString(user);
            builder.Password = Uri.EscapeDataString(password);
        }

        return builder.Uri;
    }

    private async Task<GetSystemInfoResponse.Types.Capabilities> GetCapabilitiesAsync()
    {
        try
        {
            var info = await InvokeAsync(
                $"/{WorkflowService.FullName}/GetSystemInfo",
                new GetSystemInfoRequest(),
                GetSystemInfoResponse.Parser,
                null,
                TemporalClient.RetryRpcOptions).ConfigureAwait(false);
            return info.Capabilities ?? new();
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.Unimplemented)
        {
            // Servers before 1.14 and the test server have no such call.
            return new();
        }
        catch (RpcException e)
        {
            throw new InvalidOperationException(
                $"Connection failed: {e.Message} (address {Options.TargetHost}; is a Temporal server running there?)", e);
        }
    }

    private async Task<T> InvokeAsync<T>(
        string method, IMessage request, MessageParser<T> parser, string? @namespace, RpcOptions? options)
        where T : IMessage<T>
    {
        var call = new GrpcCallOptions(
            options?.Timeout, Metadata(@namespace, options), options?.CancellationToken ?? CancellationToken.None);
        for (var attempt = new RpcRetry.Attempt(); ;)
        {
            try
            {
                return await AttemptAsync(method, request, parser, @namespace, call).ConfigureAwait(false);
            }
            catch (GrpcException e) when (options?.Retry == true && _retry.TryNext(ref attempt, e.StatusCode, out var delay))
            {
                Runtime.Logger.LogDebug(
                    e, "{Method} failed with {Code}, attempt {Attempt} in {Delay}", method, e.StatusCode, attempt.Retries + 1, delay);
                await Task.Delay(delay, call.CancellationToken).ConfigureAwait(false);
            }
            catch (GrpcException e)
            {
                throw new RpcException(
                    (RpcException.StatusCode)e.StatusCode, e.Message, e.StatusDetails?.ToByteArray());
            }
        }
    }

    private async Task<T> AttemptAsync<T>(
        string method, IMessage request, MessageParser<T> parser, string? @namespace, GrpcCallOptions call)
        where T : IMessage<T>
    {
        var channel = await _channels.NextAsync().ConfigureAwait(false);
        if (!_metrics.IsEnabled)
        {
            return await channel.CallAsync(method, request, parser, call).ConfigureAwait(false);
        }

        var started = Stopwatch.GetTimestamp();
        var metrics = _metrics.Of(@namespace, method[(method.LastIndexOf('/') + 1)..], request);
        try
        {
            return await channel.CallAsync(method, request, parser, call).ConfigureAwait(false);
        }
        catch (GrpcException e)
        {
            metrics.Failed(e.StatusCode);
            throw;
        }
        finally
        {
            metrics.Ended(Stopwatch.GetElapsedTime(started));
        }
    }

    private List<KeyValuePair<string, string>> Metadata(string? @namespace, RpcOptions? options)
    {
        var result = new List<KeyValuePair<string, string>>(6)
        {
            new("client-name", SdkInfo.Name),
            new("client-version", SdkInfo.Version),
        };
        if (!string.IsNullOrEmpty(@namespace))
        {
            result.Add(new("temporal-namespace", @namespace));
        }

        if (ApiKey is { } key && !Has(options?.Metadata, "authorization") && !Has(RpcMetadata, "authorization"))
        {
            result.Add(new("authorization", $"Bearer {key}"));
        }

        result.AddRange(RpcMetadata.Where(m => !Has(options?.Metadata, m.Key)));
        result.AddRange(options?.Metadata ?? []);
        result.AddRange(RpcBinaryMetadata.Where(m => !Has(options?.BinaryMetadata, m.Key)).Select(Encode));
        result.AddRange((options?.BinaryMetadata ?? []).Select(Encode));
        return result;

        static bool Has<T>(IReadOnlyCollection<KeyValuePair<string, T>>? metadata, string name) =>
            metadata?.Any(m => string.Equals(m.Key, name, StringComparison.OrdinalIgnoreCase)) == true;
        static KeyValuePair<string, string> Encode(KeyValuePair<string, byte[]> m) =>
            new(m.Key, GrpcWire.EncodeBinary(m.Value));
    }
}
