using System.Text.Json.Serialization;

namespace OpsFlow.Workflows.ErrorAnalysis;

/// <summary>Input of the workflow. Everything large or secret stays in the store; the workflow carries ids.</summary>
/// <param name="AnalysisId">The analysis.</param>
/// <param name="ServerName">The server that reported the error.</param>
/// <param name="ErrorType">The exception's type, cut to 200 characters.</param>
/// <param name="ReminderAfter">How long to wait for a decision before reminding. Default 4 h.</param>
/// <param name="ExpireAfter">How long to wait for a decision at most. Default 72 h.</param>
public sealed record ErrorAnalysisInput(
    string AnalysisId,
    string ServerName,
    string ErrorType,
    TimeSpan? ReminderAfter = null,
    TimeSpan? ExpireAfter = null);

/// <summary>Result of the workflow.</summary>
/// <param name="State">The final state.</param>
/// <param name="Detail">The branch or pull request, or the reason.</param>
public sealed record ErrorAnalysisResult(AnalysisState State, string? Detail);

/// <summary>Input of a step on the code.</summary>
/// <param name="AnalysisId">The analysis.</param>
/// <param name="Round">1, and one more each time the base moved so far that the analysis was made again.</param>
/// <param name="Commit">The commit to work on; null before the clone.</param>
public sealed record StepInput(string AnalysisId, int Round, string? Commit = null);

/// <summary>Result of the clone.</summary>
/// <param name="Commit">The commit checked out.</param>
/// <param name="Branch">The branch cloned.</param>
public sealed record CloneResult(string Commit, string Branch);

/// <summary>Result of the indexing.</summary>
/// <param name="Files">The number of files of the commit.</param>
/// <param name="Indexed">How many of them were new to the index.</param>
public sealed record IndexResult(int Files, int Indexed);

/// <summary>Result of the analysis; the whole is in the store.</summary>
/// <param name="HasFix">Whether edits are proposed.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="TopFile">The most suspect file, or null.</param>
/// <param name="NoFixReason">Why no fix is proposed, or null.</param>
public sealed record AnalyzeResult(bool HasFix, double Confidence, string? TopFile, string? NoFixReason);

/// <summary>Result of making the patch; the whole is in the store.</summary>
/// <param name="Accepted">Whether there is a patch to decide on.</param>
/// <param name="PatchHash">The hash that a decision refers to; empty when there is none.</param>
/// <param name="Verification">What the test command said.</param>
/// <param name="Reason">Why there is no patch, or null.</param>
public sealed record PatchResult(bool Accepted, string PatchHash, string Verification, string? Reason)
{
    /// <summary>There is no patch to decide on, for a reason.</summary>
    public static PatchResult Refused(string reason, string verification = "") => new(false, "", verification, reason);
}

/// <summary>A change of state for the record and the live events.</summary>
/// <param name="AnalysisId">The analysis.</param>
/// <param name="State">The new state.</param>
/// <param name="Round">The round.</param>
/// <param name="Detail">The reason, branch or such; may be null.</param>
/// <param name="Decision">The decision that led to it, if any.</param>
/// <param name="RunStartedAt">When the run began (UTC): a late change of an earlier run is told by it.</param>
public sealed record RecordInput(
    string AnalysisId,
    AnalysisState State,
    int Round,
    string? Detail = null,
    Decision? Decision = null,
    DateTime? RunStartedAt = null);

/// <summary>Something to tell people.</summary>
/// <param name="AnalysisId">The analysis.</param>
/// <param name="State">The state to show.</param>
/// <param name="IsReminder">Whether it reminds of a decision that is due.</param>
public sealed record NotifyInput(string AnalysisId, AnalysisState State, bool IsReminder = false);

/// <summary>What to publish.</summary>
/// <param name="AnalysisId">The analysis.</param>
/// <param name="Round">The round.</param>
/// <param name="PatchHash">The hash that was approved.</param>
/// <param name="ApprovedBy">Who approved.</param>
/// <param name="ApprovedAt">When (UTC); also the commit's time, so that a repeated publish makes the same
/// commit.</param>
public sealed record PublishInput(
    string AnalysisId, int Round, string PatchHash, string ApprovedBy, DateTime ApprovedAt);

/// <summary>Result of publishing.</summary>
/// <param name="Published">False when the base moved so that the patch does not apply any more.</param>
/// <param name="Branch">The branch.</param>
/// <param name="Commit">The commit.</param>
/// <param name="PullRequestUrl">The pull request; null for a plain remote.</param>
/// <param name="Conflict">What does not apply, when nothing was published.</param>
public sealed record PublishResult(
    bool Published, string Branch, string Commit, string? PullRequestUrl, string? Conflict);

/// <summary>What a person decided.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DecisionKind>))]
public enum DecisionKind
{
    /// <summary>Publish the fix.</summary>
    Approve,

    /// <summary>Do not.</summary>
    Reject,
}

/// <summary>A person's decision.</summary>
/// <param name="Kind">What.</param>
/// <param name="By">Who, as the channel names them.</param>
/// <param name="Via">The channel: slack or console.</param>
/// <param name="PatchHash">The hash of the patch that was shown; a decision on another patch is void.</param>
/// <param name="Reason">Why; may be null.</param>
/// <param name="ById">Who, by an id that stays when a name changes; null in decisions of before.</param>
/// <param name="Seal">That the product's own API took the decision; without it a decision is void.</param>
public sealed record Decision(
    DecisionKind Kind, string By, string Via, string PatchHash, string? Reason = null, string? ById = null,
    string? Seal = null)
{
    /// <summary>All that a seal is of, in order.</summary>
    public string[] SealedParts(string analysisId) =>
        [analysisId, $"{Kind}", By, ById ?? "", Via, PatchHash, Reason ?? ""];
}

/// <summary>A decision to be checked.</summary>
/// <param name="AnalysisId">The analysis.</param>
/// <param name="Decision">The decision, as it came.</param>
public sealed record CheckDecisionInput(string AnalysisId, Decision Decision);

/// <summary>Answer to a decision.</summary>
/// <param name="Accepted">Whether it counts.</param>
/// <param name="State">The state after it.</param>
public sealed record DecisionReceipt(bool Accepted, AnalysisState State);
