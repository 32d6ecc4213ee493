using System.Net;
using System.Net.Sockets;

namespace OpsFlow.Api.RateLimits;

/// <summary>Whom a limit counts.</summary>
internal static class Caller
{
    /// <summary>The caller's address; of IPv6 its network, all of whose addresses one caller has.</summary>
    public static string Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
