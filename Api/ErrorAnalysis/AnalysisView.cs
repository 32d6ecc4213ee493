using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFlow.Domain.CodeAnalysis.Fingerprints;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Events;
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
        message = r.Message.CutTo(300),
        r.Occurrences,
        createdAt = Time(r.CreatedAt),
        lastSeenAt = Time(r.LastSeenAt),
        updatedAt = Time(r.UpdatedAt),
        r.Detail,
        decidedBy = r.Current.Decision?.By,
        fixBranch = r.Current.Publication?.Branch,
        r.PullRequestUrl,
        r.PullRequestState,
    };

    public static object Detail(AnalysisRecord r) => new
    {
        r.Id,
        workflowId = ErrorAnalysisWorkflow.IdOf(r.Id),
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
        baseBranch = r.Current.Base?.Branch,
        baseCommit = r.Current.Base?.Commit,
        result = Json(r.Current.Result),
        patch = Json(r.Current.Prepared?.Patch),
        patchHash = r.Current.Prepared?.Hash,
        verification = Json(r.Current.Prepared?.Verification),
        r.Detail,
        decision = r.Current.Decision is not { } decision
            ? null
            : new
            {
                kind = $"{decision.Kind}",
                by = decision.By,
                via = decision.Via,
                at = Time(r.Current.DecidedAt ?? 0),
            },
        fixBranch = r.Current.Publication?.Branch,
        fixCommit = r.Current.Publication?.Commit,
        r.PullRequestUrl,
        r.PullRequestState,
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    // As the store and the events write it.
    private static JsonNode? Json<T>(T? value)
        where T : class => JsonSerializer.SerializeToNode(value, EventJson.Options);

    private static JsonNode? Json(string? text) =>
        text is null ? null : JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 64 });
}
