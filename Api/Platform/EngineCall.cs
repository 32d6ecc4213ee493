using Temporalio.Client;

namespace OpsFlow.Api.Platform;

/// <summary>How long a request waits for the workflow engine.</summary>
internal static class EngineCall
{
    // Long enough for a busy engine's fsync, short enough for a sender that waits.
    private static readonly TimeSpan s_brief = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(10);

    /// <summary>Options of a call that asks or tells: 5 s.</summary>
    public static RpcOptions Brief(CancellationToken cancellationToken) =>
        new() { Timeout = s_brief, CancellationToken = cancellationToken };

    /// <summary>Options of a call that a workflow's own code answers: 10 s.</summary>
    public static RpcOptions Rpc(CancellationToken cancellationToken) =>
        new() { Timeout = s_long, CancellationToken = cancellationToken };
}
