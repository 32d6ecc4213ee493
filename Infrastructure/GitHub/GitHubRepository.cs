using System.Text.RegularExpressions;

namespace OpsFlow.Infrastructure.GitHub;

/// <summary>A repository on GitHub.</summary>
public sealed partial record GitHubRepository(string Owner, string Name)
{
    /// <summary>Reads <c>owner/name</c>, or a repository URL of a host in any of the forms that git takes.</summary>
    /// <param name="host">The host of URLs that count.</param>
    /// <returns>The repository, or null.</returns>
    public static GitHubRepository? Parse(string? text, string host)
    {
        if (text is null)
        {
            return null;
        }

        var path = text.Trim();
        if (path.Contains("://", StringComparison.Ordinal))
        {
            if (!Uri.TryCreate(path, UriKind.Absolute, out var uri)
                || !IsOf(uri.Host, host) && !IsOf(uri.Authority, host))
            {
                return null;
            }

            path = Uri.UnescapeDataString(uri.AbsolutePath);
        }
        else if (ScpLike().Match(path) is { Success: true } scp)
        {
            if (!IsOf(scp.Groups["host"].Value, host))
            {
                return null;
            }

            path = scp.Groups["path"].Value;
        }
        else if (path.StartsWith('/'))
        {
            // A folder of this machine.
            return null;
        }

        path = path.Trim('/');
        path = path.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path;
        var match = OwnerAndName().Match(path);
        return match.Success && match.Groups[2].Value is not ("." or "..")
            ? new(match.Groups[1].Value, match.Groups[2].Value)
            : null;
    }

    // SSH over the port of https has a host of its own.
    private static bool IsOf(string host, string wanted) =>
        host.TrimEnd('.').ToLowerInvariant() is var name && wanted.ToLowerInvariant() is var of
        && (name == of || name == "www." + of || name == "ssh." + of);

    // Accounts that a company manages have an underscore before its short name.
    [GeneratedRegex("^([A-Za-z0-9][A-Za-z0-9_-]{0,63})/([A-Za-z0-9._-]{1,100})$")]
    private static partial Regex OwnerAndName();

    [GeneratedRegex("^(?:[^@/:]+@)?(?<host>[^@/:]+):(?<path>.+)$")]
    private static partial Regex ScpLike();
}
