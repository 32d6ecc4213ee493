using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>The token that a server's repository is reached with: its own, else that of the GitHub App.</summary>
public sealed class RepositoryTokens(GitHubAppTokens app, GitHubOptions options)
{
    /// <summary>The server with its token.</summary>
    /// <exception cref="GitHubException">The app cannot get one.</exception>
    public async Task<ServerRecord> AddAsync(ServerRecord server, CancellationToken cancellationToken) =>
        server is { Token: null, IsTokenLost: false } && app.IsConfigured
        && (GitHubRepository.Parse(server.RepositoryUrl, options.Host)
            ?? GitHubRepository.Parse(server.GitHubRepository, options.Host)) is { } repository
            ? server with { Token = await app.FindAsync(repository, cancellationToken) }
            : server;
}
