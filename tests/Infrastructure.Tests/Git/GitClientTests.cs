using System.Net;
using System.Text;
using OpsFlow.Infrastructure.Git;

namespace OpsFlow.Infrastructure.Tests.Git;

public sealed class GitClientTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly GitClient _client = new(new GitOptions(), TimeProvider.System);
    private readonly GitRepository _origin;
    private readonly string _first;
    private readonly string _second;

    public GitClientTests()
    {
        _origin = GitRepository.Init(Path.Combine(_folder.Path, "origin"));
        _folder.Write("origin/src/a.txt", "one\ntwo\n");
        _folder.Write("origin/.gitattributes", "* text eol=crlf\n*.txt filter=evil\n");
        _first = _origin.Commit("first");
        _folder.Write("origin/src/a.txt", "one\ntwo changed\n");
        _second = _origin.Commit("second");
        _origin.Run("checkout", "-q", "--detach");
    }

    private string Target => Path.Combine(_folder.Path, "clone");

    [Fact]
    public async Task CloneAsync_Head_IsBareAndHasTheBytesOfTheBlobs()
    {
        var clone = await CloneAsync(branch: "main");

        Assert.Equal(_second, clone.Commit);
        using var tree = clone.OpenTree();
        Assert.Equal("one\ntwo changed\n", tree.Read("src/a.txt", 100).Text);
        Assert.False(File.Exists(Path.Combine(Target, "src/a.txt")));
    }

    [Fact]
    public async Task CloneAsync_NoBranch_TakesTheDefaultOne()
    {
        _origin.Run("checkout", "-q", "main");
        Assert.Equal("main", (await CloneAsync()).Branch);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(10)]
    public async Task CloneAsync_ReportedCommit_IsTaken(int digits)
    {
        var clone = await CloneAsync(branch: "main", commit: _first[..digits]);

        Assert.Equal(_first, clone.Commit);
        Assert.Equal(_second, clone.BranchHead);
        Assert.False(clone.RequestedCommitMissing);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(10)]
    public async Task CloneAsync_CommitOfAPullRequest_IsNotTaken(int digits)
    {
        _folder.Write("origin/build.sh", "echo of a stranger\n");
        var stranger = _origin.Commit("stranger");
        _origin.Run("update-ref", "refs/pull/1/head", stranger);

        var clone = await CloneAsync(branch: "main", commit: stranger[..digits]);

        Assert.Equal(_second, clone.Commit);
        Assert.True(clone.RequestedCommitMissing);
    }

    [Fact]
    public async Task CloneAsync_UnknownCommit_FallsBackToTheHeadAndSaysSo()
    {
        var clone = await CloneAsync(branch: "main", commit: new string('a', 40));

        Assert.Equal(_second, clone.Commit);
        Assert.True(clone.RequestedCommitMissing);
    }

    [Theory]
    [InlineData("--upload-pack=touch /tmp/x", "main")]
    [InlineData("ext::sh -c true", "main")]
    [InlineData("https://user:secret@localhost/x", "main")]
    [InlineData("relative/path", "main")]
    [InlineData("/tmp", "--help")]
    [InlineData("/tmp", "a..b")]
    public async Task CloneAsync_HostileInput_IsRefused(string url, string branch)
    {
        var e = await Assert.ThrowsAsync<GitException>(() => _client.CloneAsync(
            new GitCloneRequest { RepositoryUrl = url, Folder = Target, Branch = branch }, null, default));
        Assert.DoesNotContain("secret", e.Message);
    }

    [Fact]
    public async Task CloneAsync_MissingBranch_SaysNotFound() =>
        Assert.Equal(GitFailure.NotFound, (await Assert.ThrowsAsync<GitException>(() => CloneAsync("nope"))).Failure);

    [Fact]
    public async Task CloneAsync_TooLarge_IsStopped()
    {
        var small = new GitClient(new GitOptions { MaxCloneBytes = 100 }, TimeProvider.System);
        var e = await Assert.ThrowsAsync<GitException>(() => small.CloneAsync(
            new GitCloneRequest { RepositoryUrl = _origin.Folder, Folder = Target, Branch = "main" }, null, default));
        Assert.Equal(GitFailure.TooLarge, e.Failure);
    }

    [Fact]
    public async Task CloneAsync_Canceled_Throws()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.CloneAsync(
            new GitCloneRequest { RepositoryUrl = _origin.Folder, Folder = Target }, null, stop.Token));
    }

    [Fact]
    public async Task CloneAsync_Credential_GoesIntoTheHeaderOnly()
    {
        using var listener = new HttpListener();
        var port = FreePort.Next();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var seen = new List<string>();
        var serving = Task.Run(async () =>
        {
            while (listener.IsListening)
            {
                try
                {
                    var context = await listener.GetContextAsync();
                    lock (seen)
                    {
                        seen.Add(context.Request.RawUrl + " " + context.Request.Headers["Authorization"]);
                    }

                    context.Response.StatusCode = 403;
                    context.Response.Close();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        });

        var error = await Assert.ThrowsAsync<GitException>(() => _client.CloneAsync(
            new GitCloneRequest
            {
                RepositoryUrl = $"http://127.0.0.1:{port}/r.git",
                Folder = Target,
                Branch = "main",
                Credential = new GitCredential("s3cret"),
            },
            null,
            default));

        listener.Stop();
        await serving;
        Assert.Equal(GitFailure.Unauthorized, error.Failure);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("x-access-token:s3cret"));
        Assert.Contains(seen, s => s.EndsWith("Basic " + basic, StringComparison.Ordinal) && !s.Contains("s3cret"));
        Assert.DoesNotContain("s3cret", await File.ReadAllTextAsync(Path.Combine(Target, "config")));
        Assert.DoesNotContain(basic, error.ToString());
    }

    [Fact]
    public async Task RecentCommitsAsync_Lines_GivesOnlyTheCommitsThatChangedThem()
    {
        var clone = await CloneAsync(branch: "main");

        Assert.Equal(
            ["first"], (await _client.RecentCommitsAsync(clone, "src/a.txt", 1, 1, 5, null, default))
                .Select(c => c.Subject));
        Assert.Equal(
            ["second", "first"],
            (await _client.RecentCommitsAsync(clone, "src/a.txt", 2, 2, 5, null, default)).Select(c => c.Subject));
        Assert.NotEmpty(await _client.RecentCommitsAsync(clone, "src/a.txt", 900, 901, 5, null, default));
    }

    [Fact]
    public async Task PublishAsync_Twice_MakesOneCommit()
    {
        var clone = await CloneAsync(branch: "main");

        var first = await _client.PublishAsync(Fix(clone, "fixed\r\n"), default);
        var again = await _client.PublishAsync(Fix(clone, "fixed\r\n"), default);

        Assert.Equal(GitPublishOutcome.Pushed, first.Outcome);
        Assert.Equal(GitPublishOutcome.AlreadyPublished, again.Outcome);
        Assert.Equal(first.Commit, again.Commit);
        Assert.Equal("2", _origin.Run("rev-list", "--count", $"{_first}..opsflow/fix-1"));
        Assert.Equal("src/a.txt", _origin.Run("diff", "--name-only", _second, "opsflow/fix-1"));
        Assert.Equal("Fix it", _origin.Run("log", "-1", "--format=%s", "opsflow/fix-1"));
    }

    [Fact]
    public async Task PublishAsync_SameRequest_MakesTheCommitThatTheGitProgramMakes()
    {
        var clone = await CloneAsync(branch: "main");
        var commit = (await _client.PublishAsync(Fix(clone, "fixed\n"), default)).Commit;

        var tree = _origin.Run("rev-parse", commit + "^{tree}");
        var expected = Tool.Run(
            "env",
            [
                "GIT_AUTHOR_NAME=OpsFlow", "GIT_AUTHOR_EMAIL=opsflow@localhost", "GIT_AUTHOR_DATE=1700000000 +0000",
                "GIT_COMMITTER_NAME=OpsFlow", "GIT_COMMITTER_EMAIL=opsflow@localhost",
                "GIT_COMMITTER_DATE=1700000000 +0000",
                "git", "commit-tree", tree, "-p", _second, "-F", "-",
            ],
            _origin.Folder,
            "Fix it\n\nBecause.\n").Trim();
        Assert.Equal(expected, commit);
    }

    [Fact]
    public async Task PublishAsync_BranchPointsElsewhere_IsAConflictAndLeftAlone()
    {
        var clone = await CloneAsync(branch: "main");
        _origin.Run("branch", "opsflow/fix-1", _first);

        var result = await _client.PublishAsync(Fix(clone, "fixed"), default);

        Assert.Equal(GitPublishOutcome.Conflict, result.Outcome);
        Assert.Equal(_first, _origin.Run("rev-parse", "opsflow/fix-1"));
    }

    [Theory]
    [InlineData("../out.txt")]
    [InlineData(".git/hooks/post-checkout")]
    [InlineData("/etc/x")]
    public async Task PublishAsync_PathOutside_IsRefused(string path)
    {
        var clone = await CloneAsync(branch: "main");
        var request = Fix(clone, "x") with { Files = new Dictionary<string, string> { [path] = "x" } };
        await Assert.ThrowsAsync<GitException>(() => _client.PublishAsync(request, default));
    }

    [Fact]
    public async Task RemoteHeadAsync_Branch_FollowsTheRemote()
    {
        Assert.Equal(_second, await _client.RemoteHeadAsync(_origin.Folder, "main", null, default));
        Assert.Null(await _client.RemoteHeadAsync(_origin.Folder, "none", null, default));
    }

    public void Dispose() => _folder.Dispose();

    private Task<GitClone> CloneAsync(string? branch = null, string? commit = null) => _client.CloneAsync(
        new GitCloneRequest { RepositoryUrl = _origin.Folder, Folder = Target, Branch = branch, Commit = commit }, null,
        default);

    private GitPublishRequest Fix(GitClone clone, string text) => new()
    {
        Folder = clone.Folder,
        RepositoryUrl = _origin.Folder,
        BaseCommit = clone.Commit,
        Branch = "opsflow/fix-1",
        Files = new Dictionary<string, string> { ["src/a.txt"] = text },
        Message = "Fix it\n\nBecause.\n",
        Date = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
    };
}
