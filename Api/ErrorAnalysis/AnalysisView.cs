using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFlow.Domain.Text;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>How analyses are shown to API clients.</summary>
internal static class AnalysisView
{
    public static AnalysisSummary Summary(AnalysisRecord r) => new(
        r.Id,
        r.ServerName,
        r.State,
        r.ErrorType,
        r.Message.CutTo(300),
        r.Occurrences,
        Time(r.CreatedAt),
        Time(r.LastSeenAt),
        Time(r.UpdatedAt),
        r.Detail,
        r.Current.Decision?.By,
        r.Current.Publication?.Branch,
        r.PullRequestUrl,
        r.PullRequestState);

    public static AnalysisDetail Detail(AnalysisRecord r) => new(
        r.Id,
        ErrorAnalysisWorkflow.IdOf(r.Id),
        r.ServerName,
        r.State,
        AnalysisStore.IsFinal(r.State),
        r.Round,
        r.ErrorType,
        r.Message,
        JsonNode.Parse(r.Report, documentOptions: new JsonDocumentOptions { MaxDepth = 64 }),
        r.Fingerprint,
        r.Occurrences,
        Time(r.CreatedAt),
        Time(r.LastSeenAt),
        Time(r.UpdatedAt),
        r.Current.Base?.Branch,
        r.Current.Base?.Commit,
        r.Current.Result,
        r.Current.Prepared?.Patch,
        r.Current.Prepared?.Hash,
        r.Current.Prepared?.Verification,
        r.Detail,
        r.Current.Decision is { } decision
            ? new($"{decision.Kind}", decision.By, decision.Via, Time(r.Current.DecidedAt ?? 0))
            : null,
        r.Current.Publication?.Branch,
        r.Current.Publication?.Commit,
        r.PullRequestUrl,
        r.PullRequestState);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
