namespace OpsFlow.Scenarios.Support;

/// <summary>A bare remote with a clone beside it, from which tests commit and push.</summary>
public sealed class GitRemote
{
    private GitRemote(string folder)
    {
        Url = Path.Combine(folder, "remote.git");
        Clone = Path.Combine(folder, "clone");
    }

    public string Url { get; }

    public string Clone { get; }

    public static async Task<GitRemote> CreateAsync(string folder, IReadOnlyDictionary<string, string> files)
    {
        var remote = new GitRemote(folder);
        Directory.CreateDirectory(remote.Clone);
        await Tool.GitAsync(folder, "init", "--quiet", "--bare", "--initial-branch=main", remote.Url);
        await Tool.GitAsync(remote.Clone, "init", "--quiet", "--initial-branch=main");
        await Tool.GitAsync(remote.Clone, "remote", "add", "origin", remote.Url);
        await remote.CommitAsync(files, "Import");
        return remote;
    }

    /// <summary>Commits and pushes to main.</summary>
    /// <returns>The commit.</returns>
    public async Task<string> CommitAsync(IReadOnlyDictionary<string, string> files, string message)
    {
        foreach (var (path, content) in files)
        {
            var file = Path.Combine(Clone, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, content);
        }

        await Tool.GitAsync(Clone, "add", "--all");
        await Tool.GitAsync(Clone, "commit", "--quiet", "--message", message);
        await Tool.GitAsync(Clone, "push", "--quiet", "origin", "main");
        return (await Tool.GitAsync(Clone, "rev-parse", "HEAD")).Trim();
    }

    public async Task<IReadOnlyDictionary<string, string>> BranchesAsync() =>
        (await Tool.GitAsync(Url, "for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads"))
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' '))
            .ToDictionary(l => l[0], l => l[1]);

    public Task<string> ReadAsync(string commit, string path) => Tool.GitAsync(Url, "show", $"{commit}:{path}");
}
