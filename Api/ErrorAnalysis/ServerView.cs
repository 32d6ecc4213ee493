using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>A server as it is shown: secrets go in and never come out.</summary>
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
    string? SlackProblem)
{
    public static ServerView Of(ServerRecord server) => new(
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
        server.SlackProblem);
}
