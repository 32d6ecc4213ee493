using System.Text.Json.Serialization;

namespace OpsFlow.Workflows.ScanChain;

/// <summary>Where a scan stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScanState>))]
public enum ScanState
{
    /// <summary>The picture is stored and the workflow durably started.</summary>
    Queued,

    /// <summary>A model looks at the picture.</summary>
    Vision,

    /// <summary>The user is asked what it is.</summary>
    NeedsInput,

    /// <summary>The rule is looked for.</summary>
    Rule,

    /// <summary>The answer is written.</summary>
    Answer,

    /// <summary>The reward is decided.</summary>
    Reward,

    /// <summary>The answer is there. Final.</summary>
    Done,

    /// <summary>A stage failed; a retry goes on with it. Final.</summary>
    Failed,

    /// <summary>The run was canceled. Final.</summary>
    Canceled,
}
