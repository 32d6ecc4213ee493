using System.Text.Json.Serialization;

namespace OpsFlow.Workflows.ErrorAnalysis;

/// <summary>Where an analysis stands.</summary>
[JsonConverter(typeof(AnalysisStateConverter))]
public enum AnalysisState
{
    /// <summary>The report is stored and the workflow durably started.</summary>
    Received,

    /// <summary>The repository is being cloned.</summary>
    Cloning,

    /// <summary>The code is being indexed.</summary>
    Indexing,

    /// <summary>The root cause is being looked for.</summary>
    Analyzing,

    /// <summary>The patch is being made and tested.</summary>
    Validating,

    /// <summary>A person has to decide.</summary>
    AwaitingApproval,

    /// <summary>The fix is being published.</summary>
    Publishing,

    /// <summary>The fix is on a branch, or in a pull request. Final.</summary>
    Published,

    /// <summary>A person rejected the fix. Final.</summary>
    Rejected,

    /// <summary>Nobody decided in time. Final.</summary>
    Expired,

    /// <summary>The cause is known or suspected, but no fix is proposed, for the reason given. Final.</summary>
    NoFix,

    /// <summary>The analysis failed; it can be retried. Final.</summary>
    Failed,

    /// <summary>The run was canceled. Final.</summary>
    Canceled,
}
