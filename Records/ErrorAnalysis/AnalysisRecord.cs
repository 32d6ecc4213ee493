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

    /// <summary>Where it stands.</summary>
    public AnalysisState State { get; set; }

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

    /// <summary>The run that wrote the state; null before the first.</summary>
    public string? RunId { get; set; }

    /// <summary>When that run began.</summary>
    public long? RunStartedAt { get; set; }

    /// <summary>What the round made so far.</summary>
    public AnalysisRound Current { get; set; } = AnalysisRound.Empty;

    /// <summary>The reason, branch or such that goes with the state.</summary>
    public string? Detail { get; set; }

    /// <summary>The pull request.</summary>
    public string? PullRequestUrl { get; set; }

    /// <summary>What became of the pull request.</summary>
    public PullRequestState? PullRequestState { get; set; }

    /// <summary>When that became of it.</summary>
    public long? PullRequestAt { get; set; }

    /// <summary>The analysis of the same error before this one; null for the first.</summary>
    public string? PreviousId { get; set; }

    /// <summary>1 if the error came back after the fix of the analysis before was merged.</summary>
    public long? IsRegression { get; set; }

    /// <summary>The channel of the chat message.</summary>
    public string? SlackChannel { get; set; }

    /// <summary>The id of the chat message.</summary>
    public string? SlackTs { get; set; }
}
