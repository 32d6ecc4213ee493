using System.Text;
using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Infrastructure.Git;

/// <summary>Clones, reads and publishes through the git program.</summary>
public sealed partial class GitClient
{
    private readonly GitOptions _options;
    private readonly GitRunner _git;
    private readonly TimeProvider _time;

    /// <summary>Creates the client.</summary>
    public GitClient(GitOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _git = new GitRunner(options, time);
    }

    /// <summary>Clones afresh, shallow and without old blobs where the remote supports it.</summary>
    /// <param name="request">What to clone.</param>
    /// <param name="onProgress">Told git's progress lines from a background thread; fit for heartbeats.</param>
    public async Task<GitClone> CloneAsync(
        GitCloneRequest request,
        Action<string>? onProgress,
        CancellationToken cancellationToken)
    {
        var url = GitUrl.Normalize(request.RepositoryUrl, request.Credential);
        var wanted = request.Commit is null ? null : GitUrl.CheckCommit(request.Commit);
        if (Directory.Exists(request.Folder) && Directory.EnumerateFileSystemEntries(request.Folder).Any())
        {
            throw new GitException(GitFailure.InvalidInput, "The folder for the clone is not empty.");
        }

        Directory.CreateDirectory(request.Folder);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = WatchSizeAsync(request.Folder, stop);
        try
        {
            return await CloneCoreAsync(request, url, wanted, onProgress, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GitException(GitFailure.TooLarge, $"The clone is larger than {_options.MaxCloneBytes} bytes.");
        }
        finally
        {
            await stop.CancelAsync();
            await watch;
        }
    }

    private async Task<GitClone> CloneCoreAsync(
        GitCloneRequest request,
        string url,
        string? wanted,
        Action<string>? onProgress,
        CancellationToken token)
    {
        GitCall Remote(params string[] arguments) => new(request.Folder, arguments)
        {
            RemoteUrl = url,
            Credential = request.Credential,
            Timeout = _options.CloneTimeout,
            OnProgress = onProgress,
        };
        Task<ProcessResult> LocalAsync(params string[] arguments) =>
            _git.RunAsync(new GitCall(request.Folder, arguments), token);

        var branch = request.Branch is null
            ? await DefaultBranchAsync(request, url, token)
            : GitUrl.CheckBranch(request.Branch);
        var depth = $"--depth={_options.Depth}";
        await LocalAsync("init", "-q", "--bare", "--template=", ".");
        await LocalAsync("remote", "add", "origin", url);

        // A remote that has no filters says so in a warning and sends everything.
        await LocalAsync("config", "remote.origin.promisor", "true");
        await LocalAsync("config", "remote.origin.partialclonefilter", "blob:none");
        var refspec = $"+refs/heads/{branch}:refs/remotes/origin/{branch}";
        var fetch = Remote("fetch", "--progress", "--no-tags", depth, "--filter=blob:none", "origin", refspec);
        if (await _git.TryRunAsync(fetch, token) is { Succeeded: false } refused)
        {
            var whole = Remote("fetch", "--progress", "--no-tags", "origin", refspec);
            await FetchOtherwiseAsync(request, url, branch, fetch, refused, whole, token);
        }

        var head = (await LocalAsync("rev-parse", $"refs/remotes/origin/{branch}")).OutputText.Trim();
        var commit = wanted is null ? head : await FindCommitAsync(request, Remote, wanted, head, refspec, token);
        await FetchFilesAsync(request.Folder, Remote, commit ?? head, token);
        using (var tree = GitSourceTree.Open(request.Folder, commit ?? head))
        {
            if (tree.Files.Count > _options.MaxFiles)
            {
                throw new GitException(GitFailure.TooLarge, $"The tree has more than {_options.MaxFiles} files.");
            }
        }

        if (SizeOf(request.Folder, token) > _options.MaxCloneBytes)
        {
            throw new GitException(GitFailure.TooLarge, $"The clone is larger than {_options.MaxCloneBytes} bytes.");
        }

        return new GitClone(request.Folder, request.RepositoryUrl, branch, commit ?? head, head, commit is null);
    }

    // A remote with filters sent commits and trees only; the files of the one commit come in one request.
    private async Task FetchFilesAsync(
        string folder, Func<string[], GitCall> remote, string commit, CancellationToken token)
    {
        var list = await _git.RunAsync(
            new GitCall(folder, "rev-list", "--objects", "--missing=print", "--max-count=1", commit), token);
        if (list.OutputTruncated)
        {
            throw new GitException(GitFailure.TooLarge, "The list of the tree's objects is too large.");
        }

        var missing = list.OutputText.Split('\n').Where(line => line.StartsWith('?')).Select(line => line[1..])
            .ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var fetch = remote(
        [
            "fetch", "--progress", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no",
            "--filter=blob:none", "origin", "--stdin",
        ]);
        await _git.RunAsync(
            fetch with
            {
                Input = Encoding.ASCII.GetBytes(string.Join('\n', missing) + "\n"),
                // The remote knows nothing of what we have; saying so for each object would take longer than the
                // objects.
                Config = [("fetch.negotiationAlgorithm", "noop")],
            },
            token);
    }

    // Only what the branch contains: a report may name any object of the remote, also one of a stranger's pull request,
    // and what is taken here is analyzed and run. So nothing is fetched by the id that the report names.
    private async Task<string?> FindCommitAsync(
        GitCloneRequest request,
        Func<string[], GitCall> remote,
        string wanted,
        string head,
        string refspec,
        CancellationToken token)
    {
        Task<ProcessResult> LocalAsync(params string[] arguments) => _git.TryRunAsync(
            new GitCall(request.Folder, arguments)
            {
                // Without this a missing object is asked of the promisor, one connection each time.
                Environment = new Dictionary<string, string> { ["GIT_NO_LAZY_FETCH"] = "1" },
            },
            token);
        async Task<string?> InHistoryAsync()
        {
            var found = await LocalAsync("rev-parse", "--verify", "--quiet", $"{wanted}^{{commit}}");
            var commit = found.OutputText.Trim();
            return found.Succeeded && (await LocalAsync("merge-base", "--is-ancestor", commit, head)).Succeeded
                ? commit
                : null;
        }

        if (await InHistoryAsync() is { } near)
        {
            return near;
        }

        // Older than the shallow clone: look through the branch's whole history (commits and trees only).
        await _git.TryRunAsync(
            remote(["fetch", "--progress", "--no-tags", "--unshallow", "--filter=blob:none", "origin", refspec]),
            token);
        return await InHistoryAsync();
    }

    private async Task WatchSizeAsync(string folder, CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _time, stop.Token);
                if (SizeOf(folder, stop.Token) > _options.MaxCloneBytes)
                {
                    await stop.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The clone is over.
        }
    }

    private static long SizeOf(string folder, CancellationToken token)
    {
        long sum = 0;
        var all = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", all))
        {
            token.ThrowIfCancellationRequested();
            try
            {
                sum += file.Length;
            }
            catch (FileNotFoundException)
            {
                // Git removes its temporary files as it goes.
            }
        }

        return sum;
    }
}
