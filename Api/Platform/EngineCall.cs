using Temporalio.Client;

namespace OpsFlow.Api.Platform;

/// <summary>How long a request waits for the workflow engine.</summary>
internal static class EngineCall
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    /// <summary>Options of a call within a request: 10 s.</summary>
    public static RpcOptions Rpc(CancellationToken cancellationToken) =>
        new() { Timeout = s_timeout, CancellationToken = cancellationToken };
}
