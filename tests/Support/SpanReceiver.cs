using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsFlow.Tests.Support;

/// <summary>Takes spans by OTLP over HTTP and keeps their bytes, in which texts stand as they are.</summary>
public sealed class SpanReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _received = new();
    private readonly WebApplication _app;

    private SpanReceiver(WebApplication app) => _app = app;

    /// <summary>What was sent so far.</summary>
    public IReadOnlyList<byte[]> Received => [.. _received];

    /// <summary>The variables that make a program send its spans here, soon.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRICS_EXPORTER"] = "none",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
    };

    public static async Task<SpanReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new SpanReceiver(app);
        app.MapPost("/v1/traces", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            receiver._received.Enqueue(body.ToArray());
            http.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
