using System.Text.Json.Serialization;

namespace OpsFlow.Workflows.ChatTurn;

/// <summary>How a node ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NodeStatus>))]
public enum NodeStatus
{
    /// <summary>It brought something.</summary>
    Ok,

    /// <summary>It found nothing.</summary>
    Missing,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>It was not asked: it has failed too often of late.</summary>
    BreakerOpen,
}
