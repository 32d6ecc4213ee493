using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsFlow.Console.Tests;

/// <summary>Passes connections on, counts the live streams in them, and cuts all of them when told.</summary>
internal sealed partial class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly int _target;
    private readonly Task _accepting;

    public CuttingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The paths that were asked for so far.</summary>
    public IEnumerable<string> Asked => _asked;

    /// <summary>How many streams of notices were asked for so far.</summary>
    public int Streams => _asked.Count(path => path == "/api/v1/live");

    public void Cut()
    {
        foreach (var client in _clients)
        {
            client.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
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
            await Task.WhenAny(CopyAsync(up, down, count: true), CopyAsync(down, up, count: false));
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

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool count)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer)) > 0)
        {
            if (count)
            {
                foreach (Match asked in Request().Matches(Encoding.ASCII.GetString(buffer, 0, read)))
                {
                    _asked.Enqueue(asked.Groups[1].Value);
                }
            }

            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    [GeneratedRegex(@"\bGET (/\S*) HTTP/1\.1")]
    private static partial Regex Request();
}
