namespace OpsFlow.Infrastructure.Sandbox;

/// <summary>What a command sees of this machine, and what not.</summary>
internal static class HostView
{
    // What may be secret in the folders of toolchains and caches.
    private static readonly string[] s_secrets =
    [
        ".m2/settings.xml", ".m2/settings-security.xml", ".nuget/NuGet/NuGet.Config", ".gradle/gradle.properties",
        ".cargo/credentials", ".cargo/credentials.toml", ".gem/credentials", ".composer/auth.json",
        ".local/share/keyrings", ".config",
    ];

    // Packages that were fetched already, and toolchains that PATH names only a launcher of.
    private static readonly string[] s_caches =
    [
        ".m2/repository", ".m2/wrapper", ".nuget/packages", ".gradle/caches", ".gradle/wrapper", "go/pkg",
        ".cargo/registry", ".npm/_cacache", ".rustup", ".pyenv", ".nvm", ".sdkman", ".asdf", ".dotnet",
    ];

    /// <summary>The folders of the owner's home that stay, read only: toolchains that are in use, and caches.</summary>
    public static IEnumerable<string> Kept(string home, IEnumerable<string> programFolders)
    {
        var inside = home.TrimEnd('/') + "/";
        var toolchains = programFolders.Where(f => f.StartsWith(inside, StringComparison.Ordinal))
            .Select(f => f[inside.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
            .Where(p => p.Length > 0 && p.All(n => n is not ("." or "..")))
            // "go/bin" is of the Go toolchain; "bin" and ".local/bin" hold programs only.
            .Select(p => p is [".local", _, ..] ? $"{p[0]}/{p[1]}" : p[0]);
        return toolchains.Concat(s_caches).Distinct(StringComparer.Ordinal).Select(n => inside + n)
            // A folder within one that stays anyway would be mounted twice.
            .Order(StringComparer.Ordinal).Aggregate(
                new List<string>(),
                (kept, next) =>
                {
                    if (kept.Count == 0 || !next.StartsWith(kept[^1] + "/", StringComparison.Ordinal))
                    {
                        kept.Add(next);
                    }

                    return kept;
                });
    }

    /// <summary>Files and folders that are covered: given ones, secrets, and the sockets of other programs.</summary>
    public static IEnumerable<string> Hidden(string home, IEnumerable<string> folders) =>
        folders.Select(Path.GetFullPath)
            .Concat(home.Length > 0 ? s_secrets.Select(s => Path.Combine(home, s)) : []).Concat(Sockets());

    // Those in /run and /tmp are out of sight anyway.
    private static IEnumerable<string> Sockets() => Lines("/proc/net/unix")
        .Select(l => l.IndexOf(" /", StringComparison.Ordinal) is > 0 and var at ? l[(at + 1)..] : "")
        .Where(p => p.Length > 0 && !p.StartsWith("/run/", StringComparison.Ordinal)
            && !p.StartsWith("/tmp/", StringComparison.Ordinal))
        .Distinct(StringComparer.Ordinal);

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
