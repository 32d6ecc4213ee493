namespace Temporalio.Common;

/// <summary>How urgent tasks are relative to others of their queue.</summary>
public sealed record Priority
{
    /// <summary>Makes a priority.</summary>
    /// <param name="priorityKey">1 (first) upwards; null for the server's default, 3.</param>
    /// <param name="fairnessKey">Tasks of different keys share a queue fairly; at most 64 bytes.</param>
    /// <param name="fairnessWeight">The key's share, 0.001 to 1000; null for 1.</param>
    public Priority(int? priorityKey = null, string? fairnessKey = null, float? fairnessWeight = null)
    {
        PriorityKey = priorityKey;
        FairnessKey = fairnessKey;
        FairnessWeight = fairnessWeight;
    }

    /// <summary>The server's default.</summary>
    public static Priority Default { get; } = new();

    /// <summary>1 (first) upwards; null for the server's default, 3.</summary>
    public int? PriorityKey { get; init; }

    /// <summary>Tasks of different keys share a queue fairly; at most 64 bytes.</summary>
    public string? FairnessKey { get; init; }

    /// <summary>The key's share, 0.001 to 1000; null for 1.</summary>
    public float? FairnessWeight { get; init; }

    internal static Priority FromProto(Api.Common.V1.Priority? proto) => proto is null
        ? Default
        : new Priority(
            proto.PriorityKey == 0 ? null : proto.PriorityKey,
            proto.FairnessKey.Length == 0 ? null : proto.FairnessKey,
            proto.FairnessWeight == 0 ? null : proto.FairnessWeight);

    internal Api.Common.V1.Priority ToProto() => new()
    {
        PriorityKey = PriorityKey ?? 0,
        FairnessKey = FairnessKey ?? "",
        FairnessWeight = FairnessWeight ?? 0,
    };
}
