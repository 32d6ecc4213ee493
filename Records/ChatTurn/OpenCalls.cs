using System.Text.Json;

namespace OpsFlow.Records.ChatTurn;

/// <summary>
/// The nodes and calls of tools that a turn's events begin and do not end: a worker that was killed, or a person who
/// stopped it. Whoever follows would wait for them for ever.
/// </summary>
internal sealed class OpenCalls
{
    /// <summary>The kinds of events that tell of them, as a list for SQL.</summary>
    public const string Kinds = "'node_start', 'node_end', 'tool_start', 'tool_result'";

    private readonly HashSet<string> _nodes = [];
    private readonly Dictionary<string, (string? Node, string? Tool)> _calls = [];

    /// <summary>The nodes.</summary>
    public IEnumerable<string> Nodes => _nodes;

    /// <summary>The calls, each with its node and tool.</summary>
    public IEnumerable<(string Id, string? Node, string? Tool)> Calls =>
        _calls.Select(c => (c.Key, c.Value.Node, c.Value.Tool));

    /// <summary>The next event.</summary>
    public void Add(string kind, string data)
    {
        if (kind is not ("node_start" or "node_end" or "tool_start" or "tool_result"))
        {
            return;
        }

        var of = JsonElement.Parse(data);
        switch (kind)
        {
            case "node_start" when Text(of, "node") is { } node:
                _nodes.Add(node);
                break;
            case "node_end" when Text(of, "node") is { } node:
                _nodes.Remove(node);
                break;
            case "tool_start" when Text(of, "callId") is { } call:
                _calls[call] = (Text(of, "node"), Text(of, "tool"));
                break;
            case "tool_result" when Text(of, "callId") is { } call:
                _calls.Remove(call);
                break;
        }
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
