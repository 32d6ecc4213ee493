using System.Net;
using System.Text;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Tests.Support;

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
    public async Task CloneAsync_Head_HasTheBytesOfTheBlobs()
    {
        var checkout = await CloneAsync(branch: "main");

        Assert.Equal(_second, checkout.Commit);
        Assert.Equal("one\ntwo changed\n", await File.ReadAllTextAsync(Path.Combine(Target, "src/a.txt")));
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
    public async Task CloneAsync_ReportedCommit_ChecksItOut(int digits)
    {
        var checkout = await CloneAsync(branch: "main", commit: _first[..digits]);

        Assert.Equal(_first, checkout.Commit);
        Assert.Equal(_second, checkout.BranchHead);
        Assert.False(checkout.RequestedCommitMissing);
    }

    [Fact]
    public async Task CloneAsync_UnknownCommit_FallsBackToTheHeadAndSaysSo()
    {
        var checkout = await CloneAsync(branch: "main", commit: new string('a', 40));

        Assert.Equal(_second, checkout.Commit);
        Assert.True(checkout.RequestedCommitMissing);
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
        var small = new GitClient(new GitOptions { MaxCheckoutBytes = 100 }, TimeProvider.System);
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
        Assert.DoesNotContain("s3cret", await File.ReadAllTextAsync(Path.Combine(Target, ".git/config")));
        Assert.DoesNotContain(basic, error.ToString());
    }

    [Fact]
    public async Task ListTreeAsync_LinksAndFiles_GivesFilesWithBlobIds()
    {
        File.CreateSymbolicLink(Path.Combine(_origin.Folder, "link"), "/etc/passwd");
        _origin.Commit("link");
        _origin.Run("branch", "-f", "main");
        var checkout = await CloneAsync(branch: "main");

        var tree = await _client.ListTreeAsync(Target, checkout.Commit, default);

        Assert.Equal([".gitattributes", "src/a.txt"], tree.Select(t => t.Path));
        Assert.All(tree, t => Assert.Equal(40, t.BlobId.Length));
    }

    [Fact]
    public async Task ReadFileAsync_OldCommitAndLimit_Hold()
    {
        var checkout = await CloneAsync(branch: "main");

        Assert.Equal("one\ntwo\n", Encoding.UTF8.GetString((await _client.ReadFileAsync(Target, _first, "src/a.txt", 100, default))!));
        Assert.Null(await _client.ReadFileAsync(Target, checkout.Commit, "src/a.txt", 3, default));
        Assert.Null(await _client.ReadFileAsync(Target, checkout.Commit, "src/missing.txt", 100, default));
        await Assert.ThrowsAsync<GitException>(() => _client.ReadFileAsync(Target, checkout.Commit, "../a", 100, default));
    }

    [Fact]
    public async Task RecentCommitsAsync_Lines_GivesOnlyTheCommitsThatChangedThem()
    {
        var checkout = await CloneAsync(branch: "main");

        Assert.Equal(["first"], (await _client.RecentCommitsAsync(checkout, "src/a.txt", 1, 1, 5, null, default)).Select(c => c.Subject));
        Assert.Equal(
            ["second", "first"],
            (await _client.RecentCommitsAsync(checkout, "src/a.txt", 2, 2, 5, null, default)).Select(c => c.Subject));
        Assert.NotEmpty(await _client.RecentCommitsAsync(checkout, "src/a.txt", 900, 901, 5, null, default));
    }

    [Fact]
    public async Task PublishAsync_Twice_MakesOneCommit()
    {
        var checkout = await CloneAsync(branch: "main");

        var first = await _client.PublishAsync(Fix(checkout, "fixed\r\n"), default);
        var again = await _client.PublishAsync(Fix(checkout, "fixed\r\n"), default);

        Assert.Equal(GitPublishOutcome.Pushed, first.Outcome);
        Assert.Equal(GitPublishOutcome.AlreadyPublished, again.Outcome);
        Assert.Equal(first.Commit, again.Commit);
        Assert.Equal("2", _origin.Run("rev-list", "--count", $"{_first}..opsflow/fix-1"));
        Assert.Equal("src/a.txt", _origin.Run("diff", "--name-only", _second, "opsflow/fix-1"));
        Assert.Equal("Fix it", _origin.Run("log", "-1", "--format=%s", "opsflow/fix-1"));
    }

    [Fact]
    public async Task PublishAsync_BranchPointsElsewhere_IsAConflictAndLeftAlone()
    {
        var checkout = await CloneAsync(branch: "main");
        _origin.Run("branch", "opsflow/fix-1", _first);

        var result = await _client.PublishAsync(Fix(checkout, "fixed"), default);

        Assert.Equal(GitPublishOutcome.Conflict, result.Outcome);
        Assert.Equal(_first, _origin.Run("rev-parse", "opsflow/fix-1"));
    }

    [Theory]
    [InlineData("../out.txt")]
    [InlineData(".git/hooks/post-checkout")]
    [InlineData("/etc/x")]
    public async Task PublishAsync_PathOutside_IsRefused(string path)
    {
        var checkout = await CloneAsync(branch: "main");
        var request = Fix(checkout, "x") with { Files = new Dictionary<string, string> { [path] = "x" } };
        await Assert.ThrowsAsync<GitException>(() => _client.PublishAsync(request, default));
    }

    [Fact]
    public async Task RemoteHeadAsync_Branch_FollowsTheRemote()
    {
        Assert.Equal(_second, await _client.RemoteHeadAsync(_origin.Folder, "main", null, default));
        Assert.Null(await _client.RemoteHeadAsync(_origin.Folder, "none", null, default));
    }

    public void Dispose() => _folder.Dispose();

    private Task<GitCheckout> CloneAsync(string? branch = null, string? commit = null) => _client.CloneAsync(
        new GitCloneRequest { RepositoryUrl = _origin.Folder, Folder = Target, Branch = branch, Commit = commit }, null, default);

    private GitPublishRequest Fix(GitCheckout checkout, string text) => new()
    {
        Folder = checkout.Folder,
        RepositoryUrl = _origin.Folder,
        BaseCommit = checkout.Commit,
        Branch = "opsflow/fix-1",
        Files = new Dictionary<string, string> { ["src/a.txt"] = text },
        Message = "Fix it\n\nBecause.\n",
        Date = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
    };
}
