using System.Text.Json.Serialization;

namespace OpsFlow.Workflows.ScanChain;

/// <summary>The stages. Stage n begins with event n * 10 and ends with the next.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScanStage>))]
public enum ScanStage
{
    /// <summary>A model looks at the picture.</summary>
    Vision = 1,

    /// <summary>The rule is looked for.</summary>
    Rule = 2,

    /// <summary>The answer is written.</summary>
    Answer = 3,

    /// <summary>The reward is decided.</summary>
    Reward = 4,
}
