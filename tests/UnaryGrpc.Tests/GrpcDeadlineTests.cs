using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;

namespace UnaryGrpc.Tests;

/// <summary>A server that watches the deadline too, and resets the stream when it comes.</summary>
public sealed class GrpcDeadlineTests : IAsyncLifetime
{
    private const int Cancel = 8;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(6);

    private readonly LateTimers _time = new();
    private readonly WebApplication _app;
    private TimeSpan _resetAfter;

    public GrpcDeadlineTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.Run(context =>
        {
            _time.Advance(_resetAfter);
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(Cancel);
            return Task.CompletedTask;
        });
    }

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData(6000, GrpcStatusCode.DeadlineExceeded)]
    [InlineData(7000, GrpcStatusCode.DeadlineExceeded)]
    // The server's clock may be a little faster.
    [InlineData(5999, GrpcStatusCode.DeadlineExceeded)]
    [InlineData(5500, GrpcStatusCode.Unavailable)]
    [InlineData(0, GrpcStatusCode.Unavailable)]
    public async Task Call_StreamIsResetBeforeTheOwnTimerRuns_IsTheDeadlineOnceThatHasCome(int afterMs, GrpcStatusCode expected)
    {
        _resetAfter = TimeSpan.FromMilliseconds(afterMs);
        var error = await Assert.ThrowsAsync<GrpcException>(() => CallAsync(new(Timeout)));
        Assert.Equal(expected, error.StatusCode);
    }

    [Fact]
    public async Task Call_StreamIsResetWithoutAnyDeadline_IsUnavailable()
    {
        _resetAfter = TimeSpan.FromHours(1);
        var error = await Assert.ThrowsAsync<GrpcException>(() => CallAsync(default));
        Assert.Equal(GrpcStatusCode.Unavailable, error.StatusCode);
    }

    private async Task<Payload> CallAsync(GrpcCallOptions options)
    {
        var address = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        using var channel = new GrpcChannel(new Uri(address).Authority, new() { TimeProvider = _time });
        return await channel.CallAsync("/test.Reset/Reset", new Payload(), Payload.Parser, options);
    }

    /// <summary>A clock of a machine so busy that no timer comes to run.</summary>
    private sealed class LateTimers : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
