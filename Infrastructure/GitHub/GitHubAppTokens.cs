using System.Collections.Concurrent;
using System.Net;

namespace OpsFlow.Infrastructure.GitHub;

/// <summary>
/// Tokens of a GitHub App's installations: each is good for an hour and for what the app was given on a repository.
/// Source: GitHub's documentation, "Authenticating as a GitHub App installation".
/// </summary>
public sealed class GitHubAppTokens(Func<HttpMessageHandler> handlers, GitHubOptions options, TimeProvider time)
{
    // A step that begins with a token has to end with it, and publishing may take 45 minutes.
    private static readonly TimeSpan s_least = TimeSpan.FromMinutes(50);

    private readonly ConcurrentDictionary<GitHubRepository, (string Token, DateTimeOffset Until)> _tokens = new();

    /// <summary>Whether there is an app.</summary>
    public bool IsConfigured => options is { AppId: not null, AppKeyFile: not null };

    /// <summary>Gives a token up that GitHub does not take any more: the next one is made anew.</summary>
    /// <returns>Whether it was one of ours.</returns>
    public bool Forget(GitHubRepository repository, string? token) =>
        _tokens.TryGetValue(repository, out var known) && known.Token == token
        && _tokens.TryRemove(KeyValuePair.Create(repository, known));

    /// <summary>A token for a repository.</summary>
    /// <returns>The token; null if there is no app.</returns>
    /// <exception cref="GitHubException">The app is not installed there, or GitHub does not answer.</exception>
    public async Task<string?> FindAsync(GitHubRepository repository, CancellationToken cancellationToken)
    {
        if (options is not { AppId: { } appId, AppKeyFile: { } file })
        {
            return null;
        }

        if (_tokens.TryGetValue(repository, out var known) && known.Until - time.GetUtcNow() > s_least)
        {
            return known.Token;
        }

        var name = $"{repository.Owner}/{repository.Name}";
        var calls = new GitHubCalls(
            handlers(), options, name, GitHubAppKey.Sign(file, appId, time.GetUtcNow()));
        var installation = await calls.FindAsync(
            client => client.GitHubApps.GetRepositoryInstallationForCurrent(repository.Owner, repository.Name),
            cancellationToken)
            ?? throw new GitHubException(HttpStatusCode.NotFound, GitHubWords.FormatAppNotInstalled(name));
        var made = await calls.RunAsync(
            client => client.GitHubApps.CreateInstallationToken(installation.Id), cancellationToken);
        if (string.IsNullOrEmpty(made?.Token))
        {
            throw new GitHubException(HttpStatusCode.BadGateway, "GitHub's answer has no token of the installation.");
        }

        _tokens[repository] = (made.Token, made.ExpiresAt);
        return made.Token;
    }
}
