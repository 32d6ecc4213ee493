using System.Net;
using System.Net.Sockets;
using System.Text;
using Temporalio.Api.Common.V1;

namespace UnaryGrpc.Tests;

/// <summary>What a proxy may answer. That it also works is shown with a real one, by the library's tests.</summary>
public sealed class HttpConnectTunnelTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<string> _request = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "refused to connect to server.example:7233: HTTP/1.1 407 Proxy Authentication Required")]
    [InlineData("HTTP/1.0 503 Service Unavailable\r\nX: y\r\n\r\n", "503 Service Unavailable")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n", "refused to connect")]
    [InlineData("HTTP/1.1\r\n\r\n", "is no HTTP proxy")]
    [InlineData("SSH-2.0-OpenSSH_9.2 200\r\n\r\n", "is no HTTP proxy")]
    [InlineData("\r\n\r\n", "is no HTTP proxy")]
    [InlineData("HTTP/1.1 200 OK\r\nX: y", "closed the connection instead of answering")]
    [InlineData("", "closed the connection instead of answering")]
    public async Task Call_ProxyDoesNotConnect_SaysWhy(string answer, string expected)
    {
        using var channel = Start(Encoding.Latin1.GetBytes(answer));
        var error = await FailAsync(channel);
        Assert.Equal(GrpcStatusCode.Unavailable, error.StatusCode);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ProxyAnswersWithoutEnd_GivesUp()
    {
        using var channel = Start(new byte[1024 * 1024]);
        var error = await FailAsync(channel);
        Assert.Equal(GrpcStatusCode.Unavailable, error.StatusCode);
        Assert.Contains("more than 16384 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ProxySaysNothing_EndsWithTheConnectTimeout()
    {
        using var channel = Start(null);
        var error = await FailAsync(channel);
        Assert.Equal(GrpcStatusCode.Unavailable, error.StatusCode);
    }

    [Fact]
    public async Task Call_AnyServer_IsAskedForByNameWithTheCredentials()
    {
        using var channel = Start([]);
        await FailAsync(channel);
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes("user:sec:ret secret"));
        Assert.Equal(
            $"CONNECT server.example:7233 HTTP/1.1\r\nHost: server.example:7233\r\nProxy-Authorization: Basic {credentials}\r\n\r\n",
            await _request.Task);
    }

    [Fact]
    public async Task Call_NoProxyListens_IsUnavailable()
    {
        using var channel = Start([]);
        _listener.Stop();
        Assert.Equal(GrpcStatusCode.Unavailable, (await FailAsync(channel)).StatusCode);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private static Task<GrpcException> FailAsync(GrpcChannel channel) => Assert.ThrowsAsync<GrpcException>(
        () => channel.CallAsync("/test.Echo/Echo", new Payload(), Payload.Parser, new GrpcCallOptions(TimeSpan.FromMinutes(1))));

    private GrpcChannel Start(byte[]? answer)
    {
        _listener.Start();
        var proxy = (IPEndPoint)_listener.LocalEndpoint;
        _ = ServeAsync(answer);
        return new GrpcChannel("server.example:7233", new()
        {
            ConnectTimeout = answer is null ? TimeSpan.FromMilliseconds(300) : TimeSpan.FromMinutes(1),
            HttpConnectProxy = new($"http://user:{Uri.EscapeDataString("sec:ret secret")}@{proxy}"),
        });
    }

    /// <summary>Answers each connection the same once it has heard a whole request; without an answer it is silent.</summary>
    private async Task ServeAsync(byte[]? answer)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var stream = client.GetStream();
                var heard = new StringBuilder();
                var buffer = new byte[1024];
                while (!heard.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                {
                    heard.Append(Encoding.Latin1.GetString(buffer, 0, await stream.ReadAsync(buffer, _stop.Token)));
                }

                _request.TrySetResult(heard.ToString());
                await (answer is null ? Task.Delay(Timeout.Infinite, _stop.Token) : stream.WriteAsync(answer, _stop.Token).AsTask());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The test is over, or it has heard enough.
        }
    }
}
