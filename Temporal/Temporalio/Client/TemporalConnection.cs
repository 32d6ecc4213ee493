using System.Runtime.InteropServices;
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
public sealed partial class TemporalConnection : ITemporalConnection
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
            Authority = Options.Tls is { Disabled: false, Domain: { } domain } ? domain : null,
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
}
