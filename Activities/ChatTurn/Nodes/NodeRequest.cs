using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>What a node is asked.</summary>
/// <param name="Node">By which of its names.</param>
/// <param name="Strategy">0 at first; each fallback asks otherwise.</param>
public sealed record NodeRequest(
    TurnRecord Turn, string Node, IReadOnlyDictionary<string, string> Parameters, int Strategy)
{
    /// <summary>How long it may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Which attempt it is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>A parameter; null when it is not there.</summary>
    public string? Of(string name) => Parameters.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>The words to look for.</summary>
    public string Query => Of("query") ?? Turn.Message;
}
