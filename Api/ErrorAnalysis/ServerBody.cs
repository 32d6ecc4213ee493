using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>A server as API clients send it. An absent secret keeps the stored one, an empty one removes it.</summary>
internal sealed record ServerBody(
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
    bool? DraftPullRequest)
{
    private static readonly string[] s_locales = ["en", "ko"];
    private static readonly string[] s_languages =
        ["java", "kotlin", "csharp", "python", "javascript", "typescript", "go"];

    public List<string> Validate()
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > 200)
        {
            faults.Add("name: 1 to 200 characters are required");
        }

        if (string.IsNullOrWhiteSpace(RepositoryUrl) || RepositoryUrl.Length > 2000)
        {
            faults.Add("repositoryUrl: is required");
        }
        else if (RepositoryUrl.StartsWith('-') || RepositoryUrl.Any(char.IsControl))
        {
            faults.Add("repositoryUrl: not a URL or path");
        }
        else if (Uri.TryCreate(RepositoryUrl, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':'))
        {
            faults.Add("repositoryUrl: must not hold a password; use token");
        }

        if (Hosts is null || Hosts.Length == 0 || Hosts.Any(h => string.IsNullOrWhiteSpace(h) || h.Length > 255))
        {
            faults.Add("hosts: at least one address or host name, or '*' for any");
        }

        if (Branch is not null && (Branch.StartsWith('-') || Branch.Length > 250 || Branch.Any(c => c <= ' ')))
        {
            faults.Add("branch: not a branch name");
        }

        if (Locale is not null && !s_locales.Contains(Locale))
        {
            faults.Add("locale: 'en' or 'ko'");
        }

        if (Language is { Length: > 0 } && !s_languages.Contains(Language))
        {
            faults.Add($"language: one of {string.Join(", ", s_languages)}");
        }

        if (GitHubRepository is { Length: > 0 }
            && Infrastructure.GitHub.GitHubRepository.Parse(GitHubRepository, "github.com") is null)
        {
            faults.Add("gitHubRepository: owner/name");
        }

        if (SourceRoot is not null && (SourceRoot.StartsWith('/') || SourceRoot.Split('/', '\\').Contains("..")))
        {
            faults.Add("sourceRoot: a folder inside the repository");
        }

        if (TestCommand?.Length > 4000)
        {
            faults.Add("testCommand: at most 4000 characters");
        }

        return faults;
    }

    /// <summary>What a change would do to stored secrets that nobody must do unseen.</summary>
    public IEnumerable<string> SecretFaults(ServerRecord? existing)
    {
        if (Token is null && existing?.IsTokenLost == true)
        {
            yield return "token: the stored one cannot be read with this installation's keys; enter it again, or ''";
        }
        else if (Token is null && existing?.Token is not null && Destinations(
            RepositoryUrl!.Trim(), GitHubRepository).Except(
                Destinations(existing.RepositoryUrl, existing.GitHubRepository)).Any())
        {
            yield return "token: it was entered for another host; enter it again for the new one, or ''";
        }

        if (WebhookSecret is null && existing?.IsWebhookSecretLost == true)
        {
            yield return "webhookSecret: the stored one cannot be read with this installation's keys; "
                + "enter it again, or '' to take unsigned reports";
        }
    }

    public ServerRecord ToRecord(ServerRecord? existing) => new()
    {
        Id = existing?.Id ?? Guid.CreateVersion7().ToString("n"),
        Name = Name!.Trim(),
        Active = Active ?? existing?.Active ?? true,
        Hosts = Hosts ?? [],
        RepositoryUrl = RepositoryUrl!.Trim(),
        Branch = Empty(Branch),
        Token = Token is null ? existing?.Token : Empty(Token),
        WebhookSecret = WebhookSecret is null ? existing?.WebhookSecret : Empty(WebhookSecret),
        SlackChannel = Empty(SlackChannel),
        Approvers = Approvers ?? [],
        Language = Empty(Language),
        Locale = Locale ?? "en",
        SourceRoot = Empty(SourceRoot),
        TestCommand = Empty(TestCommand),
        GitHubRepository = Empty(GitHubRepository),
        DraftPullRequest = DraftPullRequest ?? false,
    };

    // Where the token is sent: the remote, and GitHub's API for a repository that is named beside it.
    private static IEnumerable<string> Destinations(string repositoryUrl, string? gitHubRepository)
    {
        if (Uri.TryCreate(repositoryUrl, UriKind.Absolute, out var uri))
        {
            yield return uri.GetLeftPart(UriPartial.Authority).ToLowerInvariant();
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

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
