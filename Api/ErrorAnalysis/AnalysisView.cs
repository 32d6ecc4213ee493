using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFlow.Domain.CodeAnalysis.Fingerprints;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>How analyses are shown to API clients.</summary>
internal static class AnalysisView
{
    public static object Summary(AnalysisRecord r) => new
    {
        r.Id,
        server = r.ServerName,
        r.State,
        r.ErrorType,
        message = r.Message.Length > 300 ? r.Message[..300] : r.Message,
        r.Occurrences,
        createdAt = Time(r.CreatedAt),
        lastSeenAt = Time(r.LastSeenAt),
        updatedAt = Time(r.UpdatedAt),
        r.Detail,
        r.DecidedBy,
        r.FixBranch,
        r.PullRequestUrl,
        r.PullRequestState,
    };

    public static object Detail(AnalysisRecord r) => new
    {
        r.Id,
        workflowId = AnalysisRuns.WorkflowId(r.Id),
        server = r.ServerName,
        r.State,
        isFinal = AnalysisStore.IsFinal(r.State),
        r.Round,
        r.ErrorType,
        r.Message,
        report = Json(r.Report),
        r.Fingerprint,
        r.Occurrences,
        createdAt = Time(r.CreatedAt),
        lastSeenAt = Time(r.LastSeenAt),
        updatedAt = Time(r.UpdatedAt),
        r.BaseBranch,
        r.BaseCommit,
        result = Json(r.Result),
        patch = Json(r.Patch),
        r.PatchHash,
        verification = Json(r.Verification),
        r.Detail,
        decision = r.Decision is null
            ? null
            : new { kind = r.Decision, by = r.DecidedBy, via = r.DecidedVia, at = Time(r.DecidedAt ?? 0) },
        r.FixBranch,
        r.FixCommit,
        r.PullRequestUrl,
        r.PullRequestState,
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static JsonNode? Json(string? text) => text is null ? null : JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 64 });
}
