using System.Net.Http.Headers;
using System.Net.Security;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using UnaryGrpc;

namespace Temporalio.Runtime.Metrics;

/// <summary>Sends metrics to an OpenTelemetry collector as long as the process lives. A failure is logged and the next time
/// is waited for.</summary>
internal sealed class OtlpExporter
{
    private const string GrpcMethod = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly OpenTelemetryOptions _options;
    private readonly MetricStore _store;
    private readonly ILogger _logger;
    private readonly Func<OtlpRequest, Task> _sendAsync;

    private OtlpExporter(OpenTelemetryOptions options, MetricStore store, ILogger logger)
    {
        _options = options;
        _store = store;
        _logger = logger;
        _sendAsync = options.Protocol == OpenTelemetryProtocol.Grpc ? GrpcSender() : HttpSender();
    }

    /// <summary>Starts to send.</summary>
    /// <param name="options">Where to and how often.</param>
    /// <param name="store">What to send.</param>
    /// <param name="logger">Gets errors.</param>
    public static void Start(OpenTelemetryOptions options, MetricStore store, ILogger logger)
    {
        if (options.Url is not { IsAbsoluteUri: true })
        {
            throw new ArgumentException("Url must be set on OpenTelemetryOptions");
        }

        _ = new OtlpExporter(options, store, logger).RunAsync();
    }

    private async Task RunAsync()
    {
        var delta = _options.MetricTemporality == OpenTelemetryMetricTemporality.Delta;
        var from = DateTimeOffset.UtcNow;
        using var timer = new PeriodicTimer(_options.MetricsExportInterval ?? TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            try
            {
                var to = DateTimeOffset.UtcNow;
                await _sendAsync(new() { Metrics = OtlpWriter.Write(_store, delta, from, to) }).ConfigureAwait(false);
                from = delta ? to : from;
            }
            catch (Exception e)
            {
                _logger.LogWarning(e, "Metrics could not be sent to {Url}", _options.Url);
            }
        }
    }

    private Func<OtlpRequest, Task> GrpcSender()
    {
        var url = _options.Url!;
        var channel = new GrpcChannel(url.Authority, new()
        {
            Tls = url.Scheme == Uri.UriSchemeHttps ? new SslClientAuthenticationOptions { TargetHost = url.Host } : null,
        });
        var call = new GrpcCallOptions(Timeout, [.. _options.Headers ?? []], CancellationToken.None);
        return request => channel.CallAsync(GrpcMethod, request, OtlpRequest.Parser, call);
    }

    private Func<OtlpRequest, Task> HttpSender()
    {
        var client = new HttpClient { Timeout = Timeout };
        foreach (var (name, value) in _options.Headers ?? [])
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        return async request =>
        {
            using var content = new ByteArrayContent(request.ToByteArray());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
            using var response = await client.PostAsync(_options.Url, content).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
        };
    }
}
