using System.Text.RegularExpressions;

namespace OpsFlow.Infrastructure.Git;

/// <summary>Checks of what goes onto git's command line.</summary>
internal static partial class GitUrl
{
    /// <summary>
    /// The URL to give to git: a local path becomes <c>file://</c>, so that depth limits hold there too.
    /// </summary>
    public static string Normalize(string url, GitCredential? credential)
    {
        if (string.IsNullOrWhiteSpace(url) || url[0] == '-' || url.Any(char.IsControl) || url.Length > 2000)
        {
            throw new GitException(GitFailure.InvalidInput, "The repository URL is not acceptable.");
        }

        if (Path.IsPathRooted(url))
        {
            return new Uri(Path.GetFullPath(url)).AbsoluteUri;
        }

        if (ScpLike().IsMatch(url))
        {
            return url;
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            throw new GitException(
                GitFailure.InvalidInput, "The repository URL is neither a URL nor an absolute path.");
        }

        if (uri.UserInfo.Contains(':')
            || (uri.UserInfo.Length > 0 && uri.Scheme.StartsWith("http", StringComparison.Ordinal)))
        {
            throw new GitException(
                GitFailure.InvalidInput, "The repository URL holds a credential; store it as the token instead.");
        }

        if (credential is not null && uri.Scheme == "http" && !uri.IsLoopback)
        {
            throw new GitException(GitFailure.InvalidInput, "A token is not sent over plain http.");
        }

        return url;
    }

    /// <summary>Scheme, host and port, with the slash that git's URL matching wants.</summary>
    public static string Origin(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) + "/" : url;

    public static string CheckBranch(string branch) =>
        BranchName().IsMatch(branch) && !branch.Contains("..") && !branch.EndsWith(".lock", StringComparison.Ordinal)
        && !branch.EndsWith('/') && !branch.Contains("//") && !branch.Contains("/.") && !branch.EndsWith('.')
            ? branch
            : throw new GitException(GitFailure.InvalidInput, "The branch name is not acceptable.");

    public static string CheckCommit(string commit) =>
        CommitId().IsMatch(commit)
            ? commit.ToLowerInvariant()
            : throw new GitException(GitFailure.InvalidInput, "The commit id is not acceptable.");

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_./+@#=-]{0,200}$")]
    private static partial Regex BranchName();

    [GeneratedRegex("^[0-9A-Fa-f]{7,64}$")]
    private static partial Regex CommitId();

    [GeneratedRegex(@"^[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:[A-Za-z0-9_./~-]+$")]
    private static partial Regex ScpLike();
}
