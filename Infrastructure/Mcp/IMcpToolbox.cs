namespace OpsFlow.Infrastructure.Mcp;

/// <summary>The tools of servers.</summary>
public interface IMcpToolbox
{
    /// <summary>Whether there are servers.</summary>
    bool IsSetUp { get; }

    /// <summary>The tools that may be called; those of servers that are away are left out.</summary>
    Task<IReadOnlyList<McpTool>> ToolsAsync(CancellationToken cancellationToken);
}
