using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFlow.Api.Runs;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>How analyses are shown to API clients.</summary>
internal static class AnalysisView
{
    /// <summary>What lists draw of occurrences: a day.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromHours(24);

    public static AnalysisSummary Summary(
        AnalysisRecord r, IEnumerable<HourlyCount> occurrences, DateTimeOffset now) => new(
        r.Id,
        r.ServerName,
        r.State,
        r.ErrorType,
        r.Message.CutTo(300),
        r.Occurrences,
        ByHour(occurrences, now),
        Time(r.CreatedAt),
        Time(r.LastSeenAt),
        Time(r.UpdatedAt),
        RunReason.InWords(r.Detail),
        r.Current.Decision?.By,
        r.Current.Decision?.ById,
        r.Current.Publication?.Branch,
        r.PullRequestUrl,
        r.PullRequestState);

    public static AnalysisDetail Detail(
        AnalysisRecord r, ServerRecord? server, GitHubOptions gitHub, ErrorMute? mute) => new(
        r.Id,
        ErrorAnalysisWorkflow.IdOf(r.Id),
        r.RunId,
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
        SourceUrl(server, gitHub, r.Current.Base?.Commit),
        r.Current.Result,
        r.Current.Prepared?.Patch,
        r.Current.Prepared?.Hash,
        r.Current.Prepared?.Verification,
        RunReason.InWords(r.Detail),
        DecisionOf(r.Current),
        r.Current.Publication?.Branch,
        r.Current.Publication?.Commit,
        r.PullRequestUrl,
        r.PullRequestState,
        r.PreviousId,
        r.IsRegression == 1,
        mute is null ? null : Mute(mute));

    public static MuteView Mute(ErrorMute mute) =>
        new(mute.By, Time(mute.At), mute.Until is { } until ? Time(until) : null);

    public static MadeDecision? DecisionOf(AnalysisRound round) => round.Decision is { } decision
        ? new(
            $"{decision.Kind}", decision.By, decision.ById, decision.Via, decision.Reason, Time(round.DecidedAt ?? 0))
        : null;

    // The oldest hour first, the last one is under way.
    private static long[] ByHour(IEnumerable<HourlyCount> occurrences, DateTimeOffset now)
    {
        var counts = new long[(int)Recent.TotalHours];
        foreach (var hour in occurrences)
        {
            var index = counts.Length - 1 - (int)(now - hour.At).TotalHours;
            if (index >= 0 && index < counts.Length)
            {
                counts[index] = hour.Count;
            }
        }

        return counts;
    }

    // Only what is certain: other hosts have other addresses for a line of a file.
    private static string? SourceUrl(ServerRecord? server, GitHubOptions gitHub, string? commit) =>
        commit is not null && server is not null
        && (GitHubRepository.Parse(server.RepositoryUrl, gitHub.Host)
            ?? GitHubRepository.Parse(server.GitHubRepository, gitHub.Host)) is { } repository
            ? $"https://{gitHub.Host}/{repository.Owner}/{repository.Name}/blob/{commit}/"
            : null;

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
