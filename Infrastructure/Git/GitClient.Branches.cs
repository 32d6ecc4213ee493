using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Infrastructure.Git;

/// <content>Branches of a remote, and clones of remotes that cannot do what most can.</content>
public sealed partial class GitClient
{
    private const string Heads = "refs/heads/";
    private const int MaxShownBranches = 10;

    private async Task<string> DefaultBranchAsync(GitCloneRequest request, string url, CancellationToken token)
    {
        var result = await _git.RunAsync(ListCall(request, url, "--symref", url, "HEAD"), token);
        const string prefix = "ref: " + Heads;
        foreach (var line in result.OutputText.Split('\n'))
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                return GitUrl.CheckBranch(line[prefix.Length..].Split('\t')[0]);
            }
        }

        // Plain files behind a web server tell no more than the commit.
        var head = RefsOf(result).FirstOrDefault(r => r.Name == "HEAD").Id;
        var heads = await HeadsAsync(request, url, token);
        var same = heads.Where(h => h.Id == head).Select(h => h.Name).ToList();
        return same.FirstOrDefault(n => n is "main" or "master") ?? (same is [var only] ? only
            : throw NoBranch(heads, null));
    }

    // Some remotes have no shallow clones or filters, as plain files behind a web server: they send everything.
    private async Task FetchOtherwiseAsync(
        GitCloneRequest request, string url, string branch, GitCall fetch, ProcessResult refused, GitCall whole,
        CancellationToken token)
    {
        if (GitFaults.Has(refused.Error, "couldn't find remote ref"))
        {
            throw NoBranch(await HeadsAsync(request, url, token), branch);
        }

        if (refused.TimedOut || !GitFaults.Has(refused.Error, "dumb http", "does not support", "filter-spec"))
        {
            throw GitFaults.Of(fetch, refused);
        }

        foreach (var setting in (string[])["remote.origin.promisor", "remote.origin.partialclonefilter"])
        {
            await _git.RunAsync(new GitCall(request.Folder, "config", "--unset", setting), token);
        }

        await _git.RunAsync(whole, token);
    }

    private static GitException NoBranch(IReadOnlyList<(string Id, string Name)> heads, string? wanted)
    {
        var shown = string.Join(", ", heads.Take(MaxShownBranches).Select(h => h.Name))
            + (heads.Count > MaxShownBranches ? ", …" : "");
        return new GitException(
            GitFailure.NotFound,
            heads.Count == 0 ? GitWords.EmptyRepository
                : wanted is null ? GitWords.FormatNoDefaultBranch(shown)
                : GitWords.FormatNoBranch(wanted, shown));
    }

    private async Task<IReadOnlyList<(string Id, string Name)>> HeadsAsync(
        GitCloneRequest request, string url, CancellationToken token)
    {
        var list = await _git.RunAsync(ListCall(request, url, "--heads", url), token);
        return
        [
            .. RefsOf(list).Where(r => r.Name.StartsWith(Heads, StringComparison.Ordinal))
                .Select(r => (r.Id, r.Name[Heads.Length..])),
        ];
    }

    private static IEnumerable<(string Id, string Name)> RefsOf(ProcessResult list) =>
        list.OutputText.Split('\n').Select(l => l.Trim().Split('\t')).Where(f => f.Length == 2)
            .Select(f => (f[0], f[1]));

    private static GitCall ListCall(GitCloneRequest request, string url, params string[] arguments) =>
        new(request.Folder, ["ls-remote", .. arguments]) { RemoteUrl = url, Credential = request.Credential };
}
