using OpsFlow.Records.ChatTurn;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>The events of one call of a tool: it begins, may tell that it goes on, and has one result.</summary>
internal sealed class ToolEvents
{
    private readonly ChatStore _chats;
    private readonly TimeProvider _time;
    private readonly string _turn;
    private readonly long _began;

    private ToolEvents(ChatStore chats, TimeProvider time, string turn, string node, string tool, string id) =>
        (_chats, _time, _turn, Node, Tool, Id, _began) = (chats, time, turn, node, tool, id, time.GetTimestamp());

    /// <summary>The node that it is of.</summary>
    public string Node { get; }

    /// <summary>The tool.</summary>
    public string Tool { get; }

    /// <summary>Its own id: models number theirs anew in each round.</summary>
    public string Id { get; }

    /// <summary>The call of a tool that is a node by itself.</summary>
    public static Task<ToolEvents> BeginAsync(
        ChatStore chats, TimeProvider time, string turn, NodeInput input, int attempt,
        CancellationToken cancellationToken) => BeginAsync(
        chats, time, turn, input.Node, input.Node, $"{input.Node}:{input.Strategy}:{attempt}", 1, cancellationToken);

    /// <summary>The call of a tool by a node's agent.</summary>
    public static async Task<ToolEvents> BeginAsync(
        ChatStore chats, TimeProvider time, string turn, string node, string tool, string id, int round,
        CancellationToken cancellationToken)
    {
        await chats.TellAsync(
            turn, $"tool_start:{id}", "tool_start",
            new { stage = (int)TurnState.Nodes, node, tool, callId = id, round }, cancellationToken);
        return new(chats, time, turn, node, tool, id);
    }

    /// <summary>That it goes on.</summary>
    public Task ProgressAsync(string text, CancellationToken cancellationToken) => _chats.TellAsync(
        _turn, $"tool_progress:{Id}", "tool_progress",
        new { stage = (int)TurnState.Nodes, node = Node, tool = Tool, callId = Id, text }, cancellationToken);

    /// <summary>Its result.</summary>
    /// <param name="error">Null where it went well.</param>
    /// <param name="found">Whether it brought anything; null where nobody asks.</param>
    public Task EndAsync(string? error, CancellationToken cancellationToken, bool? found = null) => _chats.TellAsync(
        _turn, $"tool_result:{Id}", "tool_result",
        new
        {
            stage = (int)TurnState.Nodes, node = Node, tool = Tool, callId = Id, ok = error is null,
            status = error switch { null => "ok", "cancelled" => "cancelled", _ => "error" }, found,
            milliseconds = (long)_time.GetElapsedTime(_began).TotalMilliseconds, error,
        },
        cancellationToken);
}
