using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>A tool or a source that turns ask.</summary>
public interface IChatNode
{
    /// <summary>The names that it answers to.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Asks it.</summary>
    /// <returns>What it brought; with a quality of 0 when that is nothing.</returns>
    Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken);
}
