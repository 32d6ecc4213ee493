using System.Net;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Qdrant.Client.Grpc;

namespace OpsFlow.Infrastructure.Tests.Search.Qdrant;

/// <summary>
/// The part of Qdrant's gRPC API that is used, in this process: exact search, keyword filters. It says nothing about
/// the real one's recall or speed.
/// </summary>
internal sealed class QdrantStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;

    private QdrantStandIn(WebApplication app, QdrantState state)
    {
        _app = app;
        State = state;
    }

    public QdrantState State { get; }

    public Uri Url => new(_app.Urls.Single());

    public static async Task<QdrantStandIn> StartAsync(string? apiKey = null, int port = 0)
    {
        var state = new QdrantState();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(
            o => o.Listen(IPAddress.Loopback, port, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(o => o.MaxReceiveMessageSize = 64 << 20);
        builder.Services.AddSingleton(state);
        builder.Services.AddSingleton<IServiceMethodProvider<QdrantCollections>>(
            new DescribedMethods<QdrantCollections>(CollectionsServiceReflection.Descriptor.Services.Single()));
        builder.Services.AddSingleton<IServiceMethodProvider<QdrantPoints>>(
            new DescribedMethods<QdrantPoints>(PointsServiceReflection.Descriptor.Services.Single()));
        var app = builder.Build();
        app.Use(async (context, next) =>
        {
            if (apiKey is not null && context.Request.Headers["api-key"] != apiKey)
            {
                context.Response.ContentType = "application/grpc";
                context.Response.Headers["grpc-status"] = $"{(int)StatusCode.Unauthenticated}";
                context.Response.Headers["grpc-message"] = "Invalid API key or JWT";
                return;
            }

            await next(context);
        });
        app.MapGrpcService<QdrantCollections>();
        app.MapGrpcService<QdrantPoints>();
        await app.StartAsync();
        return new QdrantStandIn(app, state);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
