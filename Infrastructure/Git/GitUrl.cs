using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using LibGit2Sharp;

namespace OpsFlow.Infrastructure.Git;

/// <summary>
/// Judges addresses and names of repositories: what is accepted when it is saved is what git is given later.
/// </summary>
public static partial class GitUrl
{
    private const int MaxLength = 2000;
    private const int MaxBranch = 250;

    private static readonly FrozenSet<string> s_schemes = new[] { "https", "http", "ssh", "file" }.ToFrozenSet();

    /// <summary>Why a repository cannot be reached by this address; null if nothing speaks against it.</summary>
    /// <param name="hasToken">Whether a token is to be sent there.</param>
    public static string? Fault(string url, bool hasToken)
    {
        try
        {
            Normalize(url, hasToken);
            return null;
        }
        catch (GitException e)
        {
            return e.Message;
        }
    }

    /// <summary>Whether git takes it for a branch's name: the rules of <c>git check-ref-format</c>.</summary>
    public static bool IsBranch(string branch) =>
        branch.Length is > 0 and <= MaxBranch && branch[0] != '-' && branch is not ("HEAD" or "@")
        && Reference.IsValidName($"refs/heads/{branch}");

    /// <summary>The user name in an HTTP address, as hosts' own Clone buttons put it there; null if none.</summary>
    public static string? UserName(string url) =>
        Parse(url) is { } uri && IsHttp(uri) && uri.UserInfo.Length > 0
            ? Uri.UnescapeDataString(uri.UserInfo.Split(':')[0])
            : null;

    /// <summary>The host of an address; null of a local path.</summary>
    public static string? Host(string url) =>
        Parse(url) is { } uri ? (uri.IsFile ? null : uri.Host)
        : ScpLike().Match(url.Trim()) is { Success: true } scp ? scp.Groups["host"].Value
        : null;

    /// <summary>
    /// The URL to give to git: a local path becomes <c>file://</c>, so that depth limits hold there too, and what a
    /// URL must not hold is encoded. The user name goes: it is part of the credential.
    /// </summary>
    internal static string Normalize(string url, GitCredential? credential) => Normalize(url, credential is not null);

    /// <summary>Scheme, host and port, with the slash that git's URL matching wants.</summary>
    internal static string Origin(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) + "/" : url;

    internal static string CheckBranch(string branch) =>
        IsBranch(branch) ? branch : throw Invalid(GitWords.BranchName);

    internal static string CheckCommit(string commit) =>
        CommitId().IsMatch(commit) ? commit.ToLowerInvariant() : throw Invalid(GitWords.CommitId);

    private static string Normalize(string url, bool hasToken)
    {
        url = url.Trim();
        if (url.Length is 0 or > MaxLength || url[0] == '-' || url.Any(char.IsControl))
        {
            throw Invalid(GitWords.Url);
        }

        if (Path.IsPathRooted(url))
        {
            return new Uri(Path.GetFullPath(url)).AbsoluteUri;
        }

        if (Scheme().Match(url) is not { Success: true } scheme)
        {
            return ScpLike().IsMatch(url) ? url : throw Invalid(GitWords.NoUrlOrPath);
        }

        // Git knows its transports by their lower-case names only.
        var name = scheme.Groups[1].Value.ToLowerInvariant();
        if (!s_schemes.Contains(name))
        {
            throw Invalid(GitWords.FormatTransport(name, string.Join(", ", s_schemes.Order())));
        }

        if (Parse(url) is not { } uri)
        {
            throw Invalid(GitWords.NoUrlOrPath);
        }

        if (uri.UserInfo.Contains(':') || (UserName(url) is { } user && TokenLike().IsMatch(user)))
        {
            throw Invalid(GitWords.CredentialInUrl);
        }

        if (hasToken && uri.Scheme == "http" && !uri.IsLoopback)
        {
            throw Invalid(GitWords.TokenOverHttp);
        }

        var rest = Escaped(url[scheme.Length..]);
        return $"{name}://{(IsHttp(uri) ? WithoutUser(rest) : rest)}";
    }

    private static Uri? Parse(string url)
    {
        url = url.Trim();
        return Scheme().IsMatch(url) && Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri : null;
    }

    private static bool IsHttp(Uri uri) => uri.Scheme is "http" or "https";

    private static string WithoutUser(string rest)
    {
        var end = rest.IndexOf('/');
        return rest[(rest.LastIndexOf('@', end < 0 ? rest.Length - 1 : end) + 1)..];
    }

    // A browser's address bar shows spaces and letters of all languages; curl takes neither.
    private static string Escaped(string rest)
    {
        var path = rest.IndexOf('/');
        if (path < 0)
        {
            return rest;
        }

        var text = new StringBuilder(rest[..path]);
        foreach (var rune in rest[path..].EnumerateRunes())
        {
            var c = rune.ToString();
            text.Append(
                rune.Value is > ' ' and <= '~' && !"\"<>^`{|}".Contains(c, StringComparison.Ordinal)
                    ? c
                    : Uri.EscapeDataString(c));
        }

        return text.ToString();
    }

    private static GitException Invalid(string message) => new(GitFailure.InvalidInput, message);

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*)://")]
    private static partial Regex Scheme();

    // As git tells it from a path: a colon before the first slash, and no "transport::address".
    private const string ScpHost = @"(?<host>[A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])";

    [GeneratedRegex($@"^(?:[^\s@:/\\-][^\s@:/\\]*@{ScpHost}|{ScpHost}(?=:[^@]*$)):(?![:\\-]).+$")]
    private static partial Regex ScpLike();

    // What hosts give out as tokens; nobody is named so.
    [GeneratedRegex(
        @"^(?:gh[pousr]_|github_pat_|gl(?:pat|dt|rt|cbt|ptt)-|ATBB|ATATT|ATCTT)|^(?=.*[0-9])[A-Za-z0-9_=-]{30,}$")]
    private static partial Regex TokenLike();

    [GeneratedRegex("^[0-9A-Fa-f]{7,64}$")]
    private static partial Regex CommitId();
}
