using OpsFlow.Domain.CodeAnalysis.Fingerprints;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>An analysis as it is stored. Times are Unix milliseconds.</summary>
public sealed class AnalysisRecord
{
    /// <summary>The id.</summary>
    public string Id { get; set; } = "";

    /// <summary>The server's id.</summary>
    public string ServerId { get; set; } = "";

    /// <summary>The server's name at the time of the report.</summary>
    public string ServerName { get; set; } = "";

    /// <summary>What makes reports the same error.</summary>
    public string Fingerprint { get; set; } = "";

    /// <summary>The state's name.</summary>
    public string State { get; set; } = "";

    /// <summary>The round, from 1; more when the base moved.</summary>
    public long Round { get; set; }

    /// <summary>The exception's type.</summary>
    public string ErrorType { get; set; } = "";

    /// <summary>The exception's message.</summary>
    public string Message { get; set; } = "";

    /// <summary>The whole report as JSON (<see cref="ErrorReport"/>).</summary>
    public string Report { get; set; } = "{}";

    /// <summary>How often the error occurred.</summary>
    public long Occurrences { get; set; }

    /// <summary>When it was first reported.</summary>
    public long CreatedAt { get; set; }

    /// <summary>When it was last reported.</summary>
    public long LastSeenAt { get; set; }

    /// <summary>When the record last changed.</summary>
    public long UpdatedAt { get; set; }

    /// <summary>The branch analyzed.</summary>
    public string? BaseBranch { get; set; }

    /// <summary>The commit analyzed.</summary>
    public string? BaseCommit { get; set; }

    /// <summary>The analyzer's result as JSON.</summary>
    public string? Result { get; set; }

    /// <summary>The patch as JSON.</summary>
    public string? Patch { get; set; }

    /// <summary>The hash that decisions refer to.</summary>
    public string? PatchHash { get; set; }

    /// <summary>What the test command said, as JSON.</summary>
    public string? Verification { get; set; }

    /// <summary>The reason, branch or such that goes with the state.</summary>
    public string? Detail { get; set; }

    /// <summary>Approve or Reject; null while nobody decided.</summary>
    public string? Decision { get; set; }

    /// <summary>Who decided.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>How: slack or console.</summary>
    public string? DecidedVia { get; set; }

    /// <summary>When.</summary>
    public long? DecidedAt { get; set; }

    /// <summary>Round and commit that the fix is put on, chosen once: <c>round:commit</c>.</summary>
    public string? PublishBase { get; set; }

    /// <summary>The branch with the fix.</summary>
    public string? FixBranch { get; set; }

    /// <summary>The commit with the fix.</summary>
    public string? FixCommit { get; set; }

    /// <summary>The pull request.</summary>
    public string? PullRequestUrl { get; set; }

    /// <summary>open, merged or closed.</summary>
    public string? PullRequestState { get; set; }

    /// <summary>The channel of the chat message.</summary>
    public string? SlackChannel { get; set; }

    /// <summary>The id of the chat message.</summary>
    public string? SlackTs { get; set; }
}
