using System.Text.RegularExpressions;

namespace OpsFlow.Infrastructure.GitHub;

/// <summary>A repository on GitHub.</summary>
public sealed partial record GitHubRepository(string Owner, string Name)
{
    /// <summary>Reads <c>owner/name</c>, or a repository URL of a host.</summary>
    /// <param name="host">The host of URLs that count.</param>
    /// <returns>The repository, or null.</returns>
    public static GitHubRepository? Parse(string? text, string host)
    {
        if (text is null)
        {
            return null;
        }

        var path = text;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" or "ssh")
        {
            if (!string.Equals(uri!.Host, host, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            path = uri.AbsolutePath.Trim('/');
        }
        else if (text.StartsWith($"git@{host}:", StringComparison.OrdinalIgnoreCase))
        {
            path = text[(host.Length + 5)..];
        }

        path = path.EndsWith(".git", StringComparison.Ordinal) ? path[..^4] : path;
        var match = OwnerAndName().Match(path);
        return match.Success ? new(match.Groups[1].Value, match.Groups[2].Value) : null;
    }

    [GeneratedRegex(@"^([A-Za-z0-9][A-Za-z0-9-]{0,38})/([A-Za-z0-9._-]{1,100})$")]
    private static partial Regex OwnerAndName();
}
