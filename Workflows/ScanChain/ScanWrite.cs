using System.Text.Json.Serialization;

namespace OpsFlow.Workflows.ScanChain;

/// <summary>What a reward writes. None of it holds the answer up.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScanWrite>))]
public enum ScanWrite
{
    /// <summary>The reward itself, and its points.</summary>
    Reward,

    /// <summary>That the user owns the character.</summary>
    Ownership,

    /// <summary>The user's collection.</summary>
    Collection,
}
