using Microsoft.AspNetCore.Http;

namespace UnaryGrpc.AspNetCore;

/// <summary>What a handler may know of its call besides the request.</summary>
/// <param name="HttpContext">The HTTP request; for its headers and connection.</param>
/// <param name="Deadline">When the caller stops waiting (UTC), from <c>grpc-timeout</c>; null when it did not say.</param>
/// <param name="CancellationToken">Cancelled when the caller goes away or the deadline passes.</param>
public sealed record GrpcServerCallContext(
    HttpContext HttpContext, DateTimeOffset? Deadline, CancellationToken CancellationToken)
{
    /// <summary>A request header, or null.</summary>
    /// <param name="name">The lower-case name.</param>
    /// <returns>Its first value.</returns>
    public string? Header(string name) =>
        HttpContext.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;
}
