using System.Net;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>The token that a server's repository is reached with: its own, else that of the GitHub App.</summary>
public sealed class RepositoryTokens(GitHubAppTokens app, GitHubOptions options)
{
    // What GitHub's tokens of an installation begin with.
    private const string AppTokenStart = "ghs_";

    /// <summary>Whether a token is one that GitHub made for an app's installation.</summary>
    public static bool IsOfAnApp(string? token) =>
        token?.StartsWith(AppTokenStart, StringComparison.Ordinal) == true;

    /// <summary>
    /// The server with the token that its repository is cloned with. GitHub's goes to no other host; without one a
    /// public repository is read all the same.
    /// </summary>
    /// <exception cref="GitHubException">GitHub does not answer.</exception>
    public async Task<ServerRecord> AddAsync(ServerRecord server, CancellationToken cancellationToken)
    {
        if (server is not { Token: null, IsTokenLost: false } || !app.IsConfigured
            || GitHubRepository.Parse(server.RepositoryUrl, options.Host) is not { } repository)
        {
            return server;
        }

        try
        {
            return server with { Token = await app.FindAsync(repository, cancellationToken) };
        }
        catch (GitHubException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return server;
        }
    }

    /// <summary>The token that a fix is published with, which is for GitHub's API alone.</summary>
    /// <param name="repository">Where it is published: not always the repository that is cloned.</param>
    /// <exception cref="GitHubException">The app is not installed there, or GitHub does not answer.</exception>
    public async Task<string?> FindForPublishingAsync(
        ServerRecord server, GitHubRepository repository, CancellationToken cancellationToken) =>
        server.Token is null || IsOfAnApp(server.Token)
            ? await app.FindAsync(repository, cancellationToken) ?? server.Token
            : server.Token;

    /// <summary>Gives a token up that GitHub does not take any more.</summary>
    /// <returns>Whether there may be another one.</returns>
    public bool Forget(GitHubRepository repository, string? token) => app.Forget(repository, token);
}
