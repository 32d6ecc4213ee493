namespace OpsFlow.Workflows.ChatTurn;

/// <summary>What a node's name tells.</summary>
public static class NodeNames
{
    /// <summary>Whether it is one tool that is asked by itself, as <c>calendar.search</c>.</summary>
    public static bool IsTool(string node) => node.Contains('.', StringComparison.Ordinal);
}
