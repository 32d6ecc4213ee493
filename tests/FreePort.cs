using System.Net;
using System.Net.Sockets;

namespace TestSupport;

/// <summary>
/// Ports for programs that must be told theirs. They lie below those that systems give to outgoing connections: else a
/// client that calls a server which is down may, sooner or later, be given the server's own port and take it away.
/// </summary>
internal static class FreePort
{
    private static readonly HashSet<int> Given = [];

    /// <summary>A port on which nothing listens, and which this process was not given before.</summary>
    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                var port = Random.Shared.Next(15_000, 32_000);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }
    }

    /// <summary>The first of two ports that follow each other.</summary>
    public static int NextPair()
    {
        while (true)
        {
            var port = Next();
            if (IsFree(port + 1))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
