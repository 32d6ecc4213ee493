using Microsoft.Extensions.Logging;

namespace OpsFlow.Infrastructure.Mcp;

/// <summary>Keeps a connection to each server of the settings, made when first needed and anew when it ends.</summary>
public sealed class McpToolbox : IMcpToolbox, IAsyncDisposable
{
    private readonly IReadOnlyList<McpConnection> _connections;

    /// <summary>Creates it; nothing is connected.</summary>
    public McpToolbox(McpSettings settings, TimeProvider time, ILoggerFactory loggers) =>
        _connections =
        [
            .. settings.Servers.Select(s => new McpConnection(s, time, loggers.CreateLogger<McpToolbox>())),
        ];

    /// <inheritdoc/>
    public bool IsSetUp => _connections.Count > 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<McpTool>> ToolsAsync(CancellationToken cancellationToken) =>
    [
        .. (await Task.WhenAll(_connections.Select(c => c.ToolsAsync(cancellationToken)))).SelectMany(t => t),
    ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }
}
