using System.Net;

namespace OpsFlow.Api.Hosting;

/// <summary>What must be right before anything starts.</summary>
internal static class StartChecks
{
    /// <summary>Why the process must not start, or null.</summary>
    public static string? Refusal(ApiOptions options) =>
        IPAddress.TryParse(options.Host, out var address) && IPAddress.IsLoopback(address)
            || options.Host == "localhost"
            || Environment.GetEnvironmentVariable("OPSFLOW_ADMIN_KEY") is { Length: >= 20 }
            ? null
            : "OPSFLOW_HOST is not a loopback address: set OPSFLOW_ADMIN_KEY (20 characters or more) and put TLS in front.";
}
