using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace UnaryGrpc;

/// <summary>
/// Connects through an HTTP proxy with CONNECT (RFC 9110, section 9.3.6). The runtime's handler does so for TLS only; calls in the clear it
/// would hand to the proxy itself, which does not speak HTTP/2.
/// </summary>
/// <param name="proxy"><c>http://host:port</c>, with user info for basic authentication.</param>
internal sealed class HttpConnectTunnel(Uri proxy)
{
    /// <summary>The largest answer of a proxy that is read, in bytes.</summary>
    public const int MaximumAnswer = 16 * 1024;

    private static readonly byte[] End = "\r\n\r\n"u8.ToArray();

    /// <summary>Opens a connection to a server. For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <param name="context">Names the server.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="IOException">The proxy refused, or what answered is no HTTP proxy.</exception>
    /// <exception cref="SocketException">The proxy cannot be reached.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(proxy.IdnHost, proxy.Port), token).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            var server = context.DnsEndPoint;
            var target = server.Host.Contains(':', StringComparison.Ordinal) ? $"[{server.Host}]:{server.Port}" : $"{server.Host}:{server.Port}";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Request(target)), token).ConfigureAwait(false);
            Check(await ReadAnswerAsync(stream, token).ConfigureAwait(false), target);
            return stream;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private string Request(string target)
    {
        var request = $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n";
        if (proxy.UserInfo.Length > 0)
        {
            var credentials = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(proxy.UserInfo));
            request += $"Proxy-Authorization: {new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials))}\r\n";
        }

        return request + "\r\n";
    }

    /// <summary>Reads no byte more than the answer: what follows is the server's.</summary>
    private async Task<string> ReadAnswerAsync(Stream stream, CancellationToken token)
    {
        var answer = new byte[MaximumAnswer];
        for (var length = 0; length < MaximumAnswer;)
        {
            if (await stream.ReadAsync(answer.AsMemory(length, 1), token).ConfigureAwait(false) == 0)
            {
                throw new IOException($"The proxy {proxy.Authority} closed the connection instead of answering.");
            }

            length++;
            if (answer.AsSpan(0, length).EndsWith(End))
            {
                return Encoding.Latin1.GetString(answer, 0, length);
            }
        }

        throw new IOException($"The proxy {proxy.Authority} answered with more than {MaximumAnswer} bytes.");
    }

    private void Check(string answer, string target)
    {
        var line = answer[..answer.IndexOf('\r', StringComparison.Ordinal)];
        if (line.Split(' ') is not [var version, var status, ..] || !version.StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            throw new IOException($"What answers at {proxy.Authority} is no HTTP proxy.");
        }

        if (status is not ['2', _, _])
        {
            throw new IOException($"The proxy {proxy.Authority} refused to connect to {target}: {line}");
        }
    }
}
