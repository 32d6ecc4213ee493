using System.Text.Json.Serialization;

namespace OpsFlow.Workflows.ChatTurn;

/// <summary>What it means that a node fails.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NodeMode>))]
public enum NodeMode
{
    /// <summary>The turn goes on, marks it missing and looks elsewhere.</summary>
    Fallback,

    /// <summary>The turn goes on: it was only good to have.</summary>
    Open,

    /// <summary>The turn fails with an explanation.</summary>
    Close,
}
