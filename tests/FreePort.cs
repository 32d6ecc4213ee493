using System.Net;
using System.Net.Sockets;

namespace TestSupport;

/// <summary>
/// Ports for programs that must be told theirs. They lie below those that systems give to outgoing connections: else a
/// client that calls a server which is down may, sooner or later, be given the server's own port and take it away.
/// </summary>
internal static class FreePort
{
    private static readonly Dictionary<int, FileStream> Given = [];
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "opsflow-ports");

    /// <summary>
    /// A port on which nothing listens, and which no test's process was given before, this one or another that still
    /// runs.
    /// </summary>
    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                var port = Random.Shared.Next(15_000, 32_000);
                if (Reserve(port))
                {
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
            lock (Given)
            {
                if (Reserve(port + 1))
                {
                    return port;
                }
            }
        }
    }

    // Until its program listens, only a lock tells other processes that the port is taken; the system frees it at the
    // end.
    private static bool Reserve(int port)
    {
        if (Given.ContainsKey(port) || !IsFree(port))
        {
            return false;
        }

        Directory.CreateDirectory(Folder);
        try
        {
            Given.Add(port, new FileStream(
                Path.Combine(Folder, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
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
