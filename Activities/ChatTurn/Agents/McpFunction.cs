using System.Text.Json;
using Microsoft.Extensions.AI;
using OpsFlow.Infrastructure.Mcp;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Agents;

/// <summary>A tool of an MCP server as an agent calls it. The server itself checks the arguments.</summary>
internal sealed class McpFunction(McpTool tool) : AIFunction
{
    private const int MaxArguments = 8000;

    /// <inheritdoc/>
    public override string Name => tool.Name;

    /// <inheritdoc/>
    public override string Description => tool.Description;

    /// <inheritdoc/>
    public override JsonElement JsonSchema => tool.Schema;

    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(
        AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var values = arguments.ToDictionary(a => a.Key, a => a.Value);
        if (JsonSerializer.Serialize(values).Length > MaxArguments)
        {
            return ToolAnswer.Nothing("The arguments are too long; the call was not made.");
        }

        var answer = await tool.CallAsync(values, cancellationToken);
        return answer.IsError || answer.Text.Length == 0
            ? ToolAnswer.Nothing(answer.Text.Length == 0 ? "The tool answered nothing." : answer.Text)
            : new ToolAnswer(answer.Text, true, new NodeSource($"{tool.Server} · {tool.Name}", null));
    }
}
