using OpsFlow.Api.Errors;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Records.ErrorAnalysis.Servers;
using TextLanguage = OpsFlow.Domain.Text.Language;

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
    private static readonly string[] s_languages =
        ["java", "kotlin", "csharp", "python", "javascript", "typescript", "go"];

    public List<string> Validate()
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > 200)
        {
            faults.Add($"name: {FaultWords.ServerName}");
        }

        if (string.IsNullOrWhiteSpace(RepositoryUrl) || RepositoryUrl.Length > 2000)
        {
            faults.Add($"repositoryUrl: {FaultWords.Required}");
        }
        else if (RepositoryUrl.StartsWith('-') || RepositoryUrl.Any(char.IsControl))
        {
            faults.Add($"repositoryUrl: {FaultWords.NoUrlOrPath}");
        }
        else if (Uri.TryCreate(RepositoryUrl, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':'))
        {
            faults.Add($"repositoryUrl: {FaultWords.PasswordInUrl}");
        }

        if (Hosts is null || Hosts.Length == 0 || Hosts.Any(h => string.IsNullOrWhiteSpace(h) || h.Length > 255))
        {
            faults.Add($"hosts: {FaultWords.Hosts}");
        }

        if (Branch is not null && (Branch.StartsWith('-') || Branch.Length > 250 || Branch.Any(c => c <= ' ')))
        {
            faults.Add($"branch: {FaultWords.Branch}");
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
            && Infrastructure.GitHub.GitHubRepository.Parse(GitHubRepository, "github.com") is null)
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
        Branch = Empty(Branch),
        Token = Token is null ? existing?.Token : Empty(Token),
        WebhookSecret = WebhookSecret is null ? existing?.WebhookSecret : Empty(WebhookSecret),
        SlackChannel = Empty(SlackChannel),
        Approvers = Approvers ?? [],
        Language = Empty(Language),
        Locale = Locale ?? TextLanguage.English,
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
