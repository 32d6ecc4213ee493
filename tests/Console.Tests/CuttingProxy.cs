using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsFlow.Console.Tests;

/// <summary>Passes connections on, tells what was asked for in them, and cuts those that are idle.</summary>
internal sealed partial class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly int _target;
    private readonly TimeSpan _idle;
    private readonly Task _accepting;
    private int _cuts;

    /// <param name="target">The port to pass on to.</param>
    /// <param name="idle">How long a connection may be idle; for ever without.</param>
    public CuttingProxy(int target, TimeSpan? idle = null)
    {
        (_target, _idle) = (target, idle ?? Timeout.InfiniteTimeSpan);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The paths that were asked for so far.</summary>
    public IEnumerable<string> Asked => _asked;

    /// <summary>How many streams of notices were asked for so far.</summary>
    public int Streams => _asked.Count(path => path == "/api/v1/live");

    /// <summary>How many connections were cut so far because they were idle.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        foreach (var client in _clients)
        {
            client.Close();
        }

        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _clients.Add(client);
                _ = PassAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        try
        {
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, _target);
            await using var up = client.GetStream();
            await using var down = server.GetStream();
            using var idle = new CancellationTokenSource();
            await await Task.WhenAny(
                CopyAsync(up, down, idle, isAsking: true), CopyAsync(down, up, idle, isAsking: false));
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cuts);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException
            or InvalidOperationException)
        {
            // Cut, or the server is away.
        }
        finally
        {
            client.Close();
        }
    }

    // What goes one way keeps the other one open, too.
    private async Task CopyAsync(NetworkStream from, NetworkStream to, CancellationTokenSource idle, bool isAsking)
    {
        var buffer = new byte[64 * 1024];
        idle.CancelAfter(_idle);
        int read;
        while ((read = await from.ReadAsync(buffer, idle.Token)) > 0)
        {
            idle.CancelAfter(_idle);
            if (isAsking)
            {
                foreach (Match asked in Request().Matches(Encoding.ASCII.GetString(buffer, 0, read)))
                {
                    _asked.Enqueue(asked.Groups[1].Value);
                }
            }

            await to.WriteAsync(buffer.AsMemory(0, read), idle.Token);
        }
    }

    [GeneratedRegex(@"\bGET (/\S*) HTTP/1\.1")]
    private static partial Regex Request();
}
