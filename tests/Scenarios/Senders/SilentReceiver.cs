using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OpsFlow.Scenarios.Senders;

/// <summary>Takes connections and never answers: OpsFlow at its slowest.</summary>
public sealed class SilentReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly Task _loop;

    public SilentReceiver()
    {
        _listener.Start();
        _loop = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Connections => _clients.Count;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
        foreach (var client in _clients)
        {
            client.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _clients.Add(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }
}
