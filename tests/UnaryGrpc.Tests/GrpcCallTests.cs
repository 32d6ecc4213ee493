using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using UnaryGrpc.AspNetCore;

namespace UnaryGrpc.Tests;

/// <summary>Both sides over a real connection.</summary>
public sealed class GrpcCallTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<Exception> _unhandled = new();
    private readonly WebApplication _app;
    private GrpcChannel _channel = null!;

    public GrpcCallTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        var service = new GrpcServiceBuilder("test.Echo")
            .Unary("Echo", Payload.Parser, (Payload request, GrpcServerCallContext _) => Task.FromResult(request))
            .Unary<Payload, Payload>("Fail", Payload.Parser, (request, _) => throw new GrpcException(
                GrpcStatusCode.FailedPrecondition, "not 100% – 아니", ByteString.CopyFromUtf8("details")))
            .Unary<Payload, Payload>("Throw", Payload.Parser, (_, _) => throw new InvalidOperationException("bug"))
            .Unary<Payload, Payload>("Wait", Payload.Parser, async (_, context) =>
            {
                _waits.TrySetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                }
                finally
                {
                    _cancelled.TrySetResult();
                }

                return new Payload();
            });
        _app.UseUnaryGrpc([service], new GrpcServerOptions
        {
            OnUnhandled = (e, _) => _unhandled.Enqueue(e),
            Authorize = (_, _) => _began.TrySetResult(),
        });
    }

    private string Address { get; set; } = "";

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        Address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _channel = new GrpcChannel(new Uri(Address).Authority, new GrpcChannelOptions { GzipThreshold = 1000 });
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(5000)]
    [InlineData(3_000_000)]
    public async Task Call_AnySize_ComesBack(int size)
    {
        var payload = new Payload { Data = ByteString.CopyFrom(new byte[size]) };
        Assert.Equal(payload, await CallAsync("Echo", payload));
    }

    [Fact]
    public async Task Call_CallerGoesInTheMiddleOfItsMessage_IsNoFault()
    {
        using var client = new HttpClient();
        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Address}/test.Echo/Echo")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new EndlessContent(),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        var call = client.SendAsync(request, gone.Token);
        await _began.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        // The server is done with it when it has stopped.
        await _app.StopAsync();
        Assert.Empty(_unhandled);
    }

    [Fact]
    public async Task Call_ThatFails_CarriesStatusMessageAndDetails()
    {
        var error = await Assert.ThrowsAsync<GrpcException>(() => CallAsync("Fail"));
        Assert.Equal(GrpcStatusCode.FailedPrecondition, error.StatusCode);
        Assert.Equal("not 100% – 아니", error.Message);
        Assert.Equal("details", error.StatusDetails!.ToStringUtf8());
    }

    [Fact]
    public async Task Call_HandlerThrows_IsInternal()
    {
        var error = await Assert.ThrowsAsync<GrpcException>(() => CallAsync("Throw"));
        Assert.Equal(GrpcStatusCode.Internal, error.StatusCode);
    }

    [Fact]
    public async Task Call_UnknownMethod_IsUnimplemented()
    {
        var error = await Assert.ThrowsAsync<GrpcException>(() => CallAsync("Nothing"));
        Assert.Equal(GrpcStatusCode.Unimplemented, error.StatusCode);
    }

    [Fact]
    public async Task Call_PastItsTimeout_EndsAndStopsTheHandler()
    {
        // With a connection, and time enough to come to the handler.
        await CallAsync("Echo");
        var error = await Assert.ThrowsAsync<GrpcException>(
            () => CallAsync("Wait", options: new(TimeSpan.FromSeconds(4))));
        Assert.Equal(GrpcStatusCode.DeadlineExceeded, error.StatusCode);
        await _cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Call_Cancelled_StopsTheHandler()
    {
        using var source = new CancellationTokenSource();
        var call = CallAsync("Wait", options: new(CancellationToken: source.Token));
        await _waits.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Call_NobodyListens_IsUnavailable()
    {
        using var channel = new GrpcChannel("127.0.0.1:1");
        var error = await Assert.ThrowsAsync<GrpcException>(
            () => channel.CallAsync("/test.Echo/Echo", new Payload(), Payload.Parser));
        Assert.Equal(GrpcStatusCode.Unavailable, error.StatusCode);
    }

    [Fact]
    public async Task Call_PeerIsGoneAsSoonAsItIsReached_IsUnavailable()
    {
        // A server that dies between accepting and talking.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(backlog: 500);
        using var over = new CancellationTokenSource();
        var accepting = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                try
                {
                    using var socket = await listener.AcceptSocketAsync(over.Token);
                    socket.LingerState = new LingerOption(enable: true, seconds: 0);
                }
                catch (Exception e) when (e is SocketException or OperationCanceledException)
                {
                    // That one was gone even before, or the test is over.
                }
            }
        });
        using var channel = new GrpcChannel(listener.LocalEndpoint.ToString()!);
        // What the client is doing at that moment differs from time to time.
        for (var round = 0; round < 100; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
            {
                var error = await Assert.ThrowsAsync<GrpcException>(
                    () => channel.CallAsync(
                        "/test.Service/Echo", new Payload(), Payload.Parser, new() { Timeout = TimeSpan.FromMinutes(1) }));
                Assert.Equal(GrpcStatusCode.Unavailable, error.StatusCode);
            }));
        }

        await over.CancelAsync();
        await accepting;
    }

    [Fact]
    public async Task Call_HundredsOfLongPolls_DoNotBlockOthers()
    {
        using var source = new CancellationTokenSource();
        var polls = Enumerable.Range(0, 300)
            .Select(_ => CallAsync("Wait", options: new(CancellationToken: source.Token))).ToList();
        Assert.NotNull(await CallAsync("Echo").WaitAsync(TimeSpan.FromSeconds(60)));
        await source.CancelAsync();
        foreach (var poll in polls)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => poll);
        }
    }

    private Task<Payload> CallAsync(string method, Payload? request = null, GrpcCallOptions options = default) =>
        _channel.CallAsync($"/test.Echo/{method}", request ?? new Payload(), Payload.Parser, options);

    /// <summary>Sends one byte, and then nothing until it is cancelled.</summary>
    private sealed class EndlessContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[1], cancellationToken);
            // Else it may stay with the client, the request's headers with it.
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
