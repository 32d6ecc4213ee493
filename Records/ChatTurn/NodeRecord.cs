using System.Text.Json;
using OpsFlow.Platform.Events;

namespace OpsFlow.Records.ChatTurn;

/// <summary>A node of a turn as it is stored.</summary>
public sealed class NodeRecord
{
    /// <summary>Its name.</summary>
    public string Node { get; set; } = "";

    /// <summary>A <see cref="Workflows.ChatTurn.NodeStatus"/>.</summary>
    public string Status { get; set; } = "";

    /// <summary>A <see cref="NodeData"/> as JSON.</summary>
    public string Data { get; set; } = "";

    /// <summary>How long it took.</summary>
    public long Milliseconds { get; set; }

    /// <summary>What it brought.</summary>
    public NodeData ReadData() => JsonSerializer.Deserialize<NodeData>(Data, EventJson.Options)!;
}
