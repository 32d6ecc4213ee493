using System.Security.Cryptography;

namespace OpsFlow.Records.ErrorAnalysis.Servers;

/// <summary>A server whose errors are analyzed.</summary>
public sealed record ServerRecord
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The name that reports carry; unique.</summary>
    public required string Name { get; init; }

    /// <summary>Whether its reports are accepted.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Addresses or host names that reports may come from; <c>*</c> for any.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>URL or local path of the repository, without credentials.</summary>
    public required string RepositoryUrl { get; init; }

    /// <summary>The branch; null for the remote's default.</summary>
    public string? Branch { get; init; }

    /// <summary>A token for the repository, as it is; encrypted in the store.</summary>
    public string? Token { get; init; }

    /// <summary>
    /// Secret that reports must be signed with (Standard Webhooks); null for none. Encrypted in the store.
    /// </summary>
    public string? WebhookSecret { get; init; }

    /// <summary>
    /// Whether there is a token that this installation's keys do not open; <see cref="Token"/> is null then.
    /// </summary>
    public bool IsTokenLost { get; init; }

    /// <summary>
    /// Whether there is a webhook secret that this installation's keys do not open: no report can show that it is the
    /// server's, so that none is taken.
    /// </summary>
    public bool IsWebhookSecretLost { get; init; }

    /// <summary>The Slack channel; null for none.</summary>
    public string? SlackChannel { get; init; }

    /// <summary>Slack user ids that may decide; empty means nobody.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>Language hint, such as <c>java</c>; null is found out from traces.</summary>
    public string? Language { get; init; }

    /// <summary>Language of messages: <c>ko</c> or <c>en</c>.</summary>
    public string Locale { get; init; } = "en";

    /// <summary>Folder of the application in the repository; null for the root.</summary>
    public string? SourceRoot { get; init; }

    /// <summary>Command that fails on the error and passes once it is fixed; null for none.</summary>
    public string? TestCommand { get; init; }

    /// <summary>
    /// <c>owner/name</c> on GitHub; null when the repository URL tells it, or for a plain git remote.
    /// </summary>
    public string? GitHubRepository { get; init; }

    /// <summary>Whether pull requests are drafts.</summary>
    public bool DraftPullRequest { get; init; }

    /// <summary>Author and committer of fixes; null for OpsFlow.</summary>
    public string? AuthorName { get; init; }

    /// <summary>The address of author and committer; null for OpsFlow's.</summary>
    public string? AuthorEmail { get; init; }

    /// <summary>What the branches of fixes begin with; null for <c>opsflow/</c>.</summary>
    public string? BranchPrefix { get; init; }

    /// <summary>Why Slack took no message the last time; null if it did. Saving the server forgets it.</summary>
    public string? SlackProblem { get; init; }

    /// <summary>
    /// The key that its reports may be sent with, as in a Sentry DSN; saving a server without one makes one.
    /// </summary>
    public string? ReportKey { get; init; }

    /// <summary>The number that goes with the key in a DSN.</summary>
    public long? ReportNumber { get; init; }

    /// <summary>
    /// What the types of its application begin with, learned from the repository; null before it was looked at.
    /// </summary>
    public IReadOnlyList<string>? ApplicationPrefixes { get; init; }

    /// <summary>One more with every change that a person saves.</summary>
    public long Version { get; init; }

    /// <summary>A key that nobody guesses.</summary>
    public static string NewReportKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>A number as Sentry's SDKs accept it.</summary>
    public static long NewReportNumber() => RandomNumberGenerator.GetInt32(1, int.MaxValue);
}
