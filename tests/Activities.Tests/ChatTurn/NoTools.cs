using OpsFlow.Infrastructure.Mcp;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>No server of tools is set up.</summary>
internal sealed class NoTools : IMcpToolbox
{
    public bool IsSetUp => false;

    public Task<IReadOnlyList<McpTool>> ToolsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<McpTool>>([]);
}
