using System.Net.Mail;
using System.Text.RegularExpressions;
using OpsFlow.Api.Errors;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.Slack;
using OpsFlow.Records.ErrorAnalysis.Servers;
using TextLanguage = OpsFlow.Domain.Text.Language;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>A server as API clients send it. An absent secret keeps the stored one, an empty one removes it.</summary>
/// <param name="Version">
/// The version that was read and changed: with another one by now the change is refused. Absent for whichever it is.
/// </param>
internal sealed partial record ServerBody(
    string? Name,
    bool? Active,
    string[]? Hosts,
    string? RepositoryUrl,
    string? Branch,
    string? Token,
    string? WebhookSecret,
    string? SlackChannel,
    string[]? Approvers,
    string? Language,
    string? Locale,
    string? SourceRoot,
    string? TestCommand,
    string? GitHubRepository,
    bool? DraftPullRequest,
    string? AuthorName,
    string? AuthorEmail,
    string? BranchPrefix,
    bool? RotateReportKey = null,
    long? Version = null)
{
    private const int MaxAuthor = 200;
    private const string HeadsPrefix = "refs/heads/";

    private static readonly string[] s_languages =
        ["java", "kotlin", "csharp", "python", "javascript", "typescript", "go"];

    /// <summary>What is wrong with it, so that nothing is accepted here and refused at the first error.</summary>
    /// <param name="gitHubHost">The host of GitHub's repositories.</param>
    public List<string> Validate(string gitHubHost)
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > 200)
        {
            faults.Add($"name: {FaultWords.ServerName}");
        }

        if (string.IsNullOrWhiteSpace(RepositoryUrl))
        {
            faults.Add($"repositoryUrl: {FaultWords.Required}");
        }
        else if (GitUrl.Fault(RepositoryUrl, !string.IsNullOrWhiteSpace(Token)) is { } fault)
        {
            faults.Add($"repositoryUrl: {fault}");
        }

        if (Hosts is null || Hosts.Length == 0 || Hosts.Any(h => string.IsNullOrWhiteSpace(h) || h.Length > 255))
        {
            faults.Add($"hosts: {FaultWords.Hosts}");
        }

        if (BranchName is { } branch && !GitUrl.IsBranch(branch))
        {
            faults.Add($"branch: {FaultWords.Branch}");
        }

        if (Empty(Token)?.Any(c => c is <= ' ' or > '~') == true)
        {
            faults.Add($"token: {FaultWords.Token}");
        }

        if (Empty(SlackChannel) is { } channel && !ChannelForm().IsMatch(SlackIds.Channel(channel)))
        {
            faults.Add($"slackChannel: {FaultWords.SlackChannel}");
        }

        if (Approvers?.Where(a => !string.IsNullOrWhiteSpace(a)).FirstOrDefault(a => SlackIds.User(a) is null)
            is { } unknown)
        {
            faults.Add($"approvers: {FaultWords.FormatSlackUser(unknown.CutTo(100))}");
        }

        if (Empty(BranchPrefix) is { } prefix && !GitUrl.IsBranch(prefix + "fix-1"))
        {
            faults.Add($"branchPrefix: {FaultWords.BranchPrefix}");
        }

        if (AuthorName?.Length > MaxAuthor || AuthorName?.IndexOfAny(['<', '>']) >= 0)
        {
            faults.Add($"authorName: {FaultWords.AuthorName}");
        }

        if (Empty(AuthorEmail) is { } email && (email.Length > MaxAuthor || !MailAddress.TryCreate(email, out var mail)
            || mail.Address != email))
        {
            faults.Add($"authorEmail: {FaultWords.AuthorEmail}");
        }

        if (Locale is not null && !TextLanguage.All.Contains(Locale))
        {
            faults.Add($"locale: {FaultWords.FormatOneOf(string.Join(", ", TextLanguage.All))}");
        }

        if (Language is { Length: > 0 } && !s_languages.Contains(Language))
        {
            faults.Add($"language: {FaultWords.FormatOneOf(string.Join(", ", s_languages))}");
        }

        if (GitHubRepository is { Length: > 0 }
            && Infrastructure.GitHub.GitHubRepository.Parse(GitHubRepository, gitHubHost) is null)
        {
            faults.Add($"gitHubRepository: {FaultWords.GitHubRepository}");
        }

        if (SourceRoot is not null && (SourceRoot.StartsWith('/') || SourceRoot.Split('/', '\\').Contains("..")))
        {
            faults.Add($"sourceRoot: {FaultWords.SourceRoot}");
        }

        if (TestCommand?.Length > 4000)
        {
            faults.Add($"testCommand: {FaultWords.FormatAtMost(4000)}");
        }

        return faults;
    }

    /// <summary>What a change would do to stored secrets that nobody must do unseen.</summary>
    public IEnumerable<string> SecretFaults(ServerRecord? existing)
    {
        if (Token is null && existing?.IsTokenLost == true)
        {
            yield return $"token: {FaultWords.SecretLost}";
        }
        else if (Token is null && existing?.Token is not null && Destinations(
            RepositoryUrl!.Trim(), GitHubRepository).Except(
                Destinations(existing.RepositoryUrl, existing.GitHubRepository)).Any())
        {
            yield return $"token: {FaultWords.OtherHost}";
        }
        else if (Token is null && existing?.Token is not null
            && GitUrl.Fault(RepositoryUrl!, hasToken: true) is { } fault)
        {
            yield return $"repositoryUrl: {fault}";
        }

        if (WebhookSecret is null && existing?.IsWebhookSecretLost == true)
        {
            yield return $"webhookSecret: {FaultWords.WebhookSecretLost}";
        }
    }

    public ServerRecord ToRecord(ServerRecord? existing) => new()
    {
        Id = existing?.Id ?? Guid.CreateVersion7().ToString("n"),
        Name = Name!.Trim(),
        Active = Active ?? existing?.Active ?? true,
        Hosts = Hosts ?? [],
        RepositoryUrl = RepositoryUrl!.Trim(),
        Branch = BranchName,
        Token = Token is null ? existing?.Token : Empty(Token),
        WebhookSecret = WebhookSecret is null ? existing?.WebhookSecret : Empty(WebhookSecret),
        SlackChannel = Empty(SlackChannel) is { } channel ? SlackIds.Channel(channel) : null,
        Approvers = [.. (Approvers ?? []).Select(SlackIds.User).OfType<string>().Distinct()],
        Language = Empty(Language),
        Locale = Locale ?? TextLanguage.English,
        SourceRoot = Empty(SourceRoot),
        TestCommand = Empty(TestCommand),
        GitHubRepository = Empty(GitHubRepository),
        DraftPullRequest = DraftPullRequest ?? false,
        AuthorName = Empty(AuthorName),
        AuthorEmail = Empty(AuthorEmail),
        BranchPrefix = Empty(BranchPrefix),
        // Without them the store makes them.
        ReportKey = RotateReportKey == true ? null : existing?.ReportKey,
        ReportNumber = existing?.ReportNumber,
        ApplicationPrefixes = existing?.ApplicationPrefixes,
    };

    // Git's own full name of a branch is taken too.
    private string? BranchName => Empty(Branch) is { } name && name.StartsWith(HeadsPrefix, StringComparison.Ordinal)
        ? name[HeadsPrefix.Length..]
        : Empty(Branch);

    // Where the token is sent: the remote, and GitHub's API for a repository that is named beside it.
    private static IEnumerable<string> Destinations(string repositoryUrl, string? gitHubRepository)
    {
        if (Uri.TryCreate(repositoryUrl, UriKind.Absolute, out var uri))
        {
            // The user name is a part of the credential, not of the place.
            yield return uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.Unescaped).ToLowerInvariant();
        }
        else if (repositoryUrl.Split(':') is [var host, _, ..])
        {
            // git@host:path
            yield return host.ToLowerInvariant();
        }

        if (!string.IsNullOrWhiteSpace(gitHubRepository))
        {
            yield return "github";
        }
    }

    // An id or a name, which may be of any language.
    [GeneratedRegex(@"^#?[\p{L}\p{N}\p{M}._-]{1,80}$")]
    private static partial Regex ChannelForm();

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
