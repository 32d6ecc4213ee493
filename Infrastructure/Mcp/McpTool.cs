using System.Text.Json;

namespace OpsFlow.Infrastructure.Mcp;

/// <summary>A tool of a server.</summary>
/// <param name="Name">With that of its server.</param>
/// <param name="Schema">Of its arguments, as the server has it.</param>
public sealed record McpTool(
    string Name, string Server, string Description, JsonElement Schema,
    Func<IReadOnlyDictionary<string, object?>, CancellationToken, Task<McpAnswer>> CallAsync);
