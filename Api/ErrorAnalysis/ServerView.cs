using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>A server as it is shown: secrets go in and never come out.</summary>
/// <param name="ReportKey">The key that its reports may be sent with; null for those who may not have it.</param>
/// <param name="ReportNumber">The number that goes with the key in a Sentry DSN.</param>
/// <param name="ApplicationPrefixes">What its types begin with; null before its repository was looked at.</param>
/// <param name="Version">
/// Sent back with a change: it is refused where somebody else changed the server meanwhile.
/// </param>
/// <param name="SlackProblem">Why Slack took no message the last time; null if it did.</param>
internal sealed record ServerView(
    string Id,
    string Name,
    bool Active,
    IReadOnlyList<string> Hosts,
    string RepositoryUrl,
    string? Branch,
    bool HasToken,
    bool HasWebhookSecret,
    string? SlackChannel,
    IReadOnlyList<string> Approvers,
    string? Language,
    string Locale,
    string? SourceRoot,
    string? TestCommand,
    string? GitHubRepository,
    bool DraftPullRequest,
    string? AuthorName,
    string? AuthorEmail,
    string? BranchPrefix,
    string? SlackProblem,
    string? ReportKey,
    long? ReportNumber,
    IReadOnlyList<string>? ApplicationPrefixes,
    long Version)
{
    /// <param name="mayReport">Whether the caller may have the key that reports are sent with.</param>
    public static ServerView Of(ServerRecord server, bool mayReport) => new(
        server.Id,
        server.Name,
        server.Active,
        server.Hosts,
        server.RepositoryUrl,
        server.Branch,
        server.Token is not null,
        server.WebhookSecret is not null,
        server.SlackChannel,
        server.Approvers,
        server.Language,
        server.Locale,
        server.SourceRoot,
        server.TestCommand,
        server.GitHubRepository,
        server.DraftPullRequest,
        server.AuthorName,
        server.AuthorEmail,
        server.BranchPrefix,
        server.SlackProblem,
        // Nobody who only reads may report: who may change a server is shown its key.
        mayReport ? server.ReportKey : null,
        mayReport ? server.ReportNumber : null,
        server.ApplicationPrefixes,
        server.Version);
}
