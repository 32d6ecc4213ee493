using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using UnaryGrpc;

namespace Temporalio.Client;

/// <summary>The channels of a connection: one, or one for each address of the host's name, used in turn.</summary>
internal sealed class GrpcChannels
{
    private readonly string _host;
    private readonly int _port;
    private readonly GrpcChannelOptions _options;
    private readonly TimeSpan? _interval;
    private readonly ILogger _logger;
    private readonly Func<string, Task<IPAddress[]>> _resolveAsync;
    private readonly SemaphoreSlim _resolving = new(1, 1);
    private volatile IReadOnlyList<(IPAddress? Address, GrpcChannel Channel)> _channels;
    private long _resolvedAt = long.MinValue / 2;
    private uint _next;

    /// <summary>Makes the channels.</summary>
    /// <param name="target"><c>host:port</c>.</param>
    /// <param name="options">Options of each channel.</param>
    /// <param name="balancing">How to spread calls; null for one channel.</param>
    /// <param name="logger">Gets errors.</param>
    /// <param name="resolveAsync">Looks a name up; null for the system's way.</param>
    public GrpcChannels(
        string target,
        GrpcChannelOptions options,
        DnsLoadBalancingOptions? balancing,
        ILogger logger,
        Func<string, Task<IPAddress[]>>? resolveAsync = null)
    {
        // Also checks the target.
        _channels = [(null, new GrpcChannel(target, options))];
        var uri = new Uri($"{(options.Tls is null ? "http" : "https")}://{target}");
        (_host, _port) = (uri.DnsSafeHost, uri.Port);
        _options = options with { Authority = options.Authority ?? target };
        _interval = uri.HostNameType == UriHostNameType.Dns && balancing is not null ? balancing.ResolutionInterval : null;
        _logger = logger;
        _resolveAsync = resolveAsync ?? Dns.GetHostAddressesAsync;
    }

    /// <summary>The channel for the next call.</summary>
    /// <returns>The channel.</returns>
    public ValueTask<GrpcChannel> NextAsync()
    {
        if (_interval is not { } interval)
        {
            return new(_channels[0].Channel);
        }

        return Environment.TickCount64 - Interlocked.Read(ref _resolvedAt) < interval.TotalMilliseconds
            ? new(Pick())
            : ResolveAsync(interval);
    }

    private GrpcChannel Pick()
    {
        var channels = _channels;
        return channels[(int)(Interlocked.Increment(ref _next) % (uint)channels.Count)].Channel;
    }

    private async ValueTask<GrpcChannel> ResolveAsync(TimeSpan interval)
    {
        await _resolving.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Environment.TickCount64 - Interlocked.Read(ref _resolvedAt) >= interval.TotalMilliseconds)
            {
                var addresses = await _resolveAsync(_host).ConfigureAwait(false);
                Use([.. addresses.Distinct()]);
            }
        }
        catch (SocketException e)
        {
            _logger.LogWarning(e, "{Host} could not be resolved; the known addresses stay in use", _host);
        }
        finally
        {
            Interlocked.Exchange(ref _resolvedAt, Environment.TickCount64);
            _resolving.Release();
        }

        return Pick();
    }

    // A channel whose address is gone is left alone: calls on it may go on, and its sockets close when it is collected.
    private void Use(IPAddress[] addresses)
    {
        if (addresses.Length == 0)
        {
            return;
        }

        var known = _channels;
        _channels =
        [
            .. addresses.Select(a => known.FirstOrDefault(k => a.Equals(k.Address)) is { Channel: { } channel }
                ? (a, channel)
                : ((IPAddress?)a, new GrpcChannel(new IPEndPoint(a, _port).ToString(), _options))),
        ];
    }
}
