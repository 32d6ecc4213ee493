using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>A server as it is shown: secrets go in and never come out.</summary>
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
    bool DraftPullRequest)
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
        server.DraftPullRequest);
}
