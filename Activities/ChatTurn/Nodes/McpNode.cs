using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Mcp;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>
/// Tools that the owner added by the Model Context Protocol, for messages that no node of our own is for. Only a model
/// calls them, and only those of the list.
/// </summary>
internal sealed class McpNode(IMcpToolbox toolbox, ChatAgent agent) : IChatNode
{
    /// <summary>Its name.</summary>
    public const string Name = "mcp";

    private const double Found = 0.8;
    private const int PreviewLength = 300;

    public IReadOnlyList<string> Names { get; } = [Name];

    public async Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        if (!toolbox.IsSetUp)
        {
            return NodeAnswers.NotSetUp("MCP", "OPSFLOW_MCP_FILE");
        }

        var tools = await toolbox.ToolsAsync(cancellationToken);
        var said = await agent.AskAsync(request, [.. tools.Select(t => new McpFunction(t))], cancellationToken);
        return said.Count == 0
            ? NodeAnswers.Nothing("")
            : NodeAnswers.Found(
                string.Join("\n\n", said.Select(s => $"[{s.Sources[0].Title}]\n{s.Text}")),
                string.Join('\n', said.Select(s => s.Text.OneLine(PreviewLength))), Found,
                [.. said.SelectMany(s => s.Sources).Distinct()]);
    }
}
