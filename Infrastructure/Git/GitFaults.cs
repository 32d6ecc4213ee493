using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Infrastructure.Git;

/// <summary>Says what a failed git command means for the person who can mend it.</summary>
internal static class GitFaults
{
    private const int MaxSaid = 300;

    private static readonly string[] s_certificate =
    [
        "certificate verification failed", "SSL certificate problem", "self-signed certificate",
        "self signed certificate", "unable to get local issuer certificate", "server verification failed",
    ];

    private static readonly string[] s_login =
    [
        "Authentication failed", "could not read Username", "could not read Password", "error: 401",
        "Invalid username or", "HTTP Basic: Access denied",
    ];

    private static readonly string[] s_rights =
    [
        "error: 403", "Write access to repository not granted", "You are not allowed", "Permission to ",
        "insufficient permission", "access denied or repository not exported",
    ];

    private static readonly string[] s_rules =
    [
        "hook declined", "protected branch", "GH006", "GH013", "rule violations", "[remote rejected]",
    ];

    private static readonly string[] s_missing =
    [
        "not found", "does not exist", "does not appear to be a git repository", "error: 404", "error: 410",
    ];

    private static readonly string[] s_unreachable =
    [
        "Could not resolve host", "Failed to connect", "Connection refused", "Connection timed out",
        "Connection reset", "Couldn't connect", "early EOF", "hung up", "RPC failed", "error: 5", "error: 429",
        "Operation too slow", "Network is unreachable", "No route to host", "Empty reply from server",
        "Operation timed out",
    ];

    public static GitException Of(GitCall call, ProcessResult result)
    {
        if (result.TimedOut)
        {
            return new GitException(GitFailure.TimedOut, GitWords.FormatTimedOut(call.Arguments[0]));
        }

        var error = result.Error.Trim();
        return Known(call, error) is var (failure, words)
            ? new GitException(failure, words)
            : new GitException(
                Has(error, s_unreachable) ? GitFailure.Unreachable : GitFailure.Command,
                $"git {call.Arguments[0]} failed: {Redacted(error, call.Credential)}");
    }

    public static bool Has(string error, params string[] texts) =>
        texts.Any(t => error.Contains(t, StringComparison.OrdinalIgnoreCase));

    private static (GitFailure Failure, string Words)? Known(GitCall call, string error)
    {
        var host = (call.RemoteUrl is { } url ? GitUrl.Host(url) ?? url : null) ?? GitWords.Remote;
        var hasToken = call.Credential is not null;
        if (Has(error, s_certificate))
        {
            return (GitFailure.Untrusted, GitWords.FormatCertificate(host));
        }

        if (Has(error, "Host key verification failed"))
        {
            return (GitFailure.Untrusted, GitWords.FormatHostKey(host));
        }

        if (Has(error, "mismatched algorithms", "hash algorithm", "unknown object format"))
        {
            return (GitFailure.Unsupported, GitWords.ObjectFormat);
        }

        if (Has(error, "Permission denied ("))
        {
            return (GitFailure.Unauthorized, GitWords.FormatKeyRefused(host));
        }

        if (Has(error, s_login))
        {
            return (GitFailure.Unauthorized, hasToken ? GitWords.FormatTokenRefused(host) : GitWords.LoginWanted);
        }

        if (Has(error, s_rights))
        {
            return (GitFailure.Unauthorized, !hasToken ? GitWords.LoginWanted
                : call.Arguments[0] == "push" ? GitWords.FormatMayNotWrite(host) : GitWords.FormatMayNotRead(host));
        }

        // A lock that another push holds goes away; a rule stays.
        if (call.Arguments[0] == "push" && Has(error, s_rules)
            && !Has(error, "cannot lock ref", "failed to update ref", "failed to lock", "remote unpack failed"))
        {
            return (GitFailure.Refused, GitWords.FormatRulesRefuse(Said(error, call.Credential)));
        }

        if (call.RemoteUrl is not null && !Has(error, "remote ref") && Has(error, s_missing))
        {
            return (
                GitFailure.NotFound, hasToken ? GitWords.FormatNotSeen(host) : GitWords.FormatNoRepository(host));
        }

        return Has(error, "is this a git repository", "unable to update url base from redirection")
            ? (GitFailure.NotFound, GitWords.FormatWebPage(host))
            : null;
    }

    // What the remote itself said, without git's frame around it.
    private static string Said(string error, GitCredential? credential)
    {
        var lines = error.Split('\n').Select(l => l.Trim()).ToList();
        var said = lines.Where(l => l.StartsWith("remote:", StringComparison.Ordinal)).Select(l => l[7..].Trim())
            .Concat(lines.Where(l => l.StartsWith('!')).Select(l => l[(l.LastIndexOf('(') + 1)..].TrimEnd(')')))
            .Where(l => l.Any(char.IsLetter));
        return Redacted(string.Join(' ', said), credential).CutTo(MaxSaid, "…");
    }

    private static string Redacted(string text, GitCredential? credential)
    {
        // Before the cut: half of a token is no longer known as one.
        text = credential is null
            ? text
            : text.Replace(credential.Token, "***", StringComparison.Ordinal)
                .Replace(GitRunner.Basic(credential), "***", StringComparison.Ordinal);
        return text.Length > 2000 ? text[^2000..] : text;
    }
}
