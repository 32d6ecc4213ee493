using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Infrastructure.Git;

/// <summary>Clones, reads and publishes through the git program.</summary>
public sealed partial class GitClient
{
    // Highest precedence, so the repository's own attributes cannot convert: the tree has the very bytes of the blobs.
    private const string NoConversion = "* -text -eol -ident -filter -working-tree-encoding -crlf\n";

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
    /// <param name="cancellationToken">Stops the clone and kills git.</param>
    public async Task<GitCheckout> CloneAsync(
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
            throw new GitException(GitFailure.TooLarge, $"The checkout is larger than {_options.MaxCheckoutBytes} bytes.");
        }
        finally
        {
            await stop.CancelAsync();
            await watch;
        }
    }

    private async Task<GitCheckout> CloneCoreAsync(
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
        await LocalAsync("init", "-q", "--template=", ".");
        Directory.CreateDirectory(Path.Combine(request.Folder, ".git", "info"));
        await File.WriteAllTextAsync(Path.Combine(request.Folder, ".git", "info", "attributes"), NoConversion, token);
        await LocalAsync("remote", "add", "origin", url);

        // A remote that has no filters says so in a warning and sends everything.
        await LocalAsync("config", "remote.origin.promisor", "true");
        await LocalAsync("config", "remote.origin.partialclonefilter", "blob:none");
        var refspec = $"+refs/heads/{branch}:refs/remotes/origin/{branch}";
        await _git.RunAsync(
            Remote("fetch", "--progress", "--no-tags", depth, "--filter=blob:none", "origin", refspec), token);
        var head = (await LocalAsync("rev-parse", $"refs/remotes/origin/{branch}")).OutputText.Trim();
        var commit = wanted is null ? head : await FindCommitAsync(request, Remote, wanted, depth, refspec, token);
        await _git.RunAsync(Remote("checkout", "-q", "--detach", "--progress", commit ?? head), token);
        var files = await ListTreeAsync(request.Folder, commit ?? head, token);
        if (files.Count > _options.MaxFiles)
        {
            throw new GitException(GitFailure.TooLarge, $"The tree has more than {_options.MaxFiles} files.");
        }

        if (SizeOf(request.Folder, token) > _options.MaxCheckoutBytes)
        {
            throw new GitException(GitFailure.TooLarge, $"The checkout is larger than {_options.MaxCheckoutBytes} bytes.");
        }

        return new GitCheckout(request.Folder, request.RepositoryUrl, branch, commit ?? head, head, commit is null);
    }

    private async Task<string?> FindCommitAsync(
        GitCloneRequest request,
        Func<string[], GitCall> remote,
        string wanted,
        string depth,
        string refspec,
        CancellationToken token)
    {
        async Task<string?> LocalAsync()
        {
            var found = await _git.TryRunAsync(
                new GitCall(request.Folder, "rev-parse", "--verify", "--quiet", $"{wanted}^{{commit}}")
                {
                    // Without this a missing object is asked of the promisor, one connection each time.
                    Environment = new Dictionary<string, string> { ["GIT_NO_LAZY_FETCH"] = "1" },
                },
                token);
            return found.Succeeded ? found.OutputText.Trim() : null;
        }

        if (wanted.Length < 40 && await LocalAsync() is { } near)
        {
            return near;
        }

        if (wanted.Length >= 40)
        {
            var direct = await _git.TryRunAsync(
                remote(["fetch", "--progress", "--no-tags", depth, "--filter=blob:none", "origin", wanted]), token);
            if (direct.Succeeded)
            {
                return wanted;
            }
        }

        // Not advertised, or abbreviated: look through the branch's whole history (commits and trees only).
        await _git.TryRunAsync(
            remote(["fetch", "--progress", "--no-tags", "--unshallow", "--filter=blob:none", "origin", refspec]), token);
        return await LocalAsync();
    }

    private async Task<string> DefaultBranchAsync(GitCloneRequest request, string url, CancellationToken token)
    {
        var result = await _git.RunAsync(
            new GitCall(request.Folder, "ls-remote", "--symref", url, "HEAD") { RemoteUrl = url, Credential = request.Credential },
            token);
        const string prefix = "ref: refs/heads/";
        foreach (var line in result.OutputText.Split('\n'))
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                return GitUrl.CheckBranch(line[prefix.Length..].Split('\t')[0]);
            }
        }

        throw new GitException(GitFailure.NotFound, "The remote has no default branch; name one.");
    }

    private async Task WatchSizeAsync(string folder, CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _time, stop.Token);
                if (SizeOf(folder, stop.Token) > _options.MaxCheckoutBytes)
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
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
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
