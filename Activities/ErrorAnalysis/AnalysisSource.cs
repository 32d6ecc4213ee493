using System.Text.Json;
using OpsFlow.Domain.CodeAnalysis.Fingerprints;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Platform.Events;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>Loads the record, the server and the clone that a step works on.</summary>
public sealed class AnalysisSource(
    AnalysisStore analyses, ServerStore servers, GitClient git, WorkFolders folders, Redactor redactor,
    RepositoryTokens tokens)
{
    private const int MaxDeclaringBytes = 256 * 1024;

    /// <summary>The record of an analysis.</summary>
    /// <exception cref="ApplicationFailureException">There is none.</exception>
    public async Task<AnalysisRecord> RecordAsync(string id, CancellationToken cancellationToken) =>
        await analyses.FindAsync(id, cancellationToken) ?? throw NoAnalysis(id);

    /// <summary>The record of an analysis with the round that a step works on.</summary>
    /// <exception cref="ApplicationFailureException">There is none.</exception>
    public async Task<AnalysisRecord> RecordAsync(RoundKey key, CancellationToken cancellationToken) =>
        await analyses.FindAsync(key, cancellationToken) ?? throw NoAnalysis(key.AnalysisId);

    /// <summary>The server that reported, with no token but its own.</summary>
    /// <exception cref="ApplicationFailureException">It was removed.</exception>
    public async Task<ServerRecord> ServerAsync(AnalysisRecord record, CancellationToken cancellationToken)
    {
        var server = await FindServerAsync(record, cancellationToken)
            ?? throw Final($"The server {record.ServerName} was removed.");
        if (server.IsTokenLost)
        {
            throw Final(
                $"The stored token of {server.Name} cannot be read with this installation's keys; enter it again.");
        }

        return server;
    }

    /// <summary>
    /// The server with the token that its remote is reached with. It is asked for where that is done, and nowhere else:
    /// what needs no remote goes on while GitHub is away.
    /// </summary>
    /// <exception cref="ApplicationFailureException">GitHub does not answer.</exception>
    public async Task<ServerRecord> WithTokenAsync(ServerRecord server, CancellationToken cancellationToken)
    {
        try
        {
            server = await tokens.AddAsync(server, cancellationToken);
        }
        catch (GitHubException e)
        {
            throw new ApplicationFailureException(
                e.Message, e, errorType: ErrorAnalysisErrors.RepositoryUnavailable, nonRetryable: !e.IsTransient,
                nextRetryDelay: e.RetryAfter);
        }

        redactor.AddKnown(server.Token);
        return server;
    }

    /// <summary>The token that a fix is published to GitHub with.</summary>
    /// <exception cref="GitHubException">There is none.</exception>
    public async Task<string?> PublishingTokenAsync(
        ServerRecord server, GitHubRepository repository, CancellationToken cancellationToken)
    {
        var token = await tokens.FindForPublishingAsync(server, repository, cancellationToken);
        redactor.AddKnown(token);
        return token;
    }

    /// <summary>Gives a token up that GitHub does not take any more.</summary>
    /// <returns>Whether there may be another one.</returns>
    public bool ForgetToken(GitHubRepository repository, string? token) => tokens.Forget(repository, token);

    /// <summary>The server for people's words only: null if it was removed.</summary>
    public async Task<ServerRecord?> FindServerAsync(AnalysisRecord record, CancellationToken cancellationToken)
    {
        var server = await servers.FindAsync(record.ServerId, cancellationToken);
        // Whatever quotes them from here on does not show them.
        redactor.AddKnown(server?.Token);
        redactor.AddKnown(server?.WebhookSecret);
        return server;
    }

    /// <summary>Learns what the server's own packages begin with, unless that is known.</summary>
    public async Task LearnAsync(ServerRecord server, GitSourceTree tree, CancellationToken cancellationToken)
    {
        if (server.ApplicationPrefixes is null)
        {
            await servers.SetApplicationPrefixesAsync(
                server.Id,
                server.RepositoryUrl,
                ApplicationPackages.Learn(tree.Files, path => tree.Read(path, MaxDeclaringBytes).Text),
                cancellationToken);
        }
    }

    private static ApplicationFailureException Final(string message) =>
        new(message, errorType: ErrorAnalysisErrors.NotFound, nonRetryable: true);

    /// <summary>The report of an analysis.</summary>
    public static ErrorReport Report(AnalysisRecord record) =>
        JsonSerializer.Deserialize<ErrorReport>(record.Report, EventJson.Options)!;

    /// <summary>The credential of a server's repository.</summary>
    /// <returns>The credential, or null.</returns>
    public static GitCredential? Credential(ServerRecord server) =>
        GitCredential.For(server.RepositoryUrl, server.Token);

    /// <summary>The clone of a round, cloned again if this machine has none.</summary>
    /// <param name="report">Told the progress.</param>
    public Task<GitClone> CloneOfRoundAsync(
        StepInput input, AnalysisRecord record, ServerRecord server, Action<string> report,
        CancellationToken cancellationToken)
    {
        var name = $"{input.Round}";
        return folders.Find(input.AnalysisId, name) is { } existing && existing.Commit == input.Commit
            ? Task.FromResult(existing)
            : CloneAsync(
                input.AnalysisId, name, server, record.Current.Base?.Branch, input.Commit, report, cancellationToken);
    }

    /// <summary>Clones into a folder of the analysis.</summary>
    /// <param name="name">The folder's name: the round, or another.</param>
    /// <param name="branch">The branch; null for the server's.</param>
    /// <param name="commit">The commit; null for the head of the branch.</param>
    /// <param name="report">Told the progress.</param>
    public async Task<GitClone> CloneAsync(
        string analysisId,
        string name,
        ServerRecord server,
        string? branch,
        string? commit,
        Action<string> report,
        CancellationToken cancellationToken)
    {
        server = await WithTokenAsync(server, cancellationToken);
        var temporary = folders.CreateTemporary(analysisId);
        try
        {
            var clone = await git.CloneAsync(
                new GitCloneRequest
                {
                    RepositoryUrl = server.RepositoryUrl,
                    Folder = temporary,
                    Branch = branch ?? server.Branch,
                    Commit = commit,
                    Credential = Credential(server),
                },
                report,
                cancellationToken);
            return folders.Commit(analysisId, name, temporary, clone);
        }
        catch (GitException e)
        {
            throw new ApplicationFailureException(
                e.Message, e, errorType: ErrorAnalysisErrors.RepositoryUnavailable, nonRetryable: !e.IsTransient);
        }
    }

    private static ApplicationFailureException NoAnalysis(string id) =>
        new($"There is no analysis {id}.", errorType: ErrorAnalysisErrors.NotFound, nonRetryable: true);
}
