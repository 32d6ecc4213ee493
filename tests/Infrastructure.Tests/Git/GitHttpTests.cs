using OpsFlow.Infrastructure.Git;

namespace OpsFlow.Infrastructure.Tests.Git;

/// <summary>Against git's own HTTP server: tokens, shallow and partial clones, later fetches, pushes.</summary>
public sealed class GitHttpTests : IAsyncLifetime
{
    private const string Token = "s3cret-token";
    private readonly TempFolder _folder = new();
    private readonly GitClient _client = new(new GitOptions { Depth = 3 }, TimeProvider.System);
    private readonly List<string> _commits = [];
    private GitRepository _origin = null!;
    private GitHttpServer _server = null!;

    private string Url => _server.Url + "/repo.git";

    private string Clone => Path.Combine(_folder.Path, "clone");

    public async Task InitializeAsync()
    {
        var work = GitRepository.Init(Path.Combine(_folder.Path, "work"));
        for (var i = 0; i < 6; i++)
        {
            _folder.Write("work/a.txt", $"line one\nversion {i}\n");
            _commits.Add(work.Commit($"change {i}"));
        }

        Tool.Run(
            "git", ["clone", "-q", "--bare", work.Folder, Path.Combine(_folder.Path, "served", "repo.git")]);
        _origin = new GitRepository(Path.Combine(_folder.Path, "served", "repo.git"));
        _origin.Run("config", "http.receivepack", "true");
        _origin.Run("config", "uploadpack.allowFilter", "true");
        _server = await GitHttpServer.StartAsync(Path.Combine(_folder.Path, "served"), Token);
    }

    [Fact]
    public async Task CloneAsync_WithToken_IsShallowPartialAndUsableLater()
    {
        var progress = new List<string>();
        var clone = await CloneAsync(null, progress);

        Assert.Equal(_commits[^1], clone.Commit);
        Assert.Equal("3", new GitRepository(Clone).Run("rev-list", "--count", clone.Commit));
        Assert.NotEmpty(progress);

        using var tree = clone.OpenTree();
        Assert.Equal("line one\nversion 5\n", tree.Read("a.txt", 100).Text);
        Assert.Single(
            new GitRepository(Clone).Run("cat-file", "--batch-all-objects", "--batch-check").Split('\n'), l =>
                l.Contains(" blob "));

        // Only the blob of the head came along; the history of the lines fetches the others with the same token.
        var commits = await _client.RecentCommitsAsync(clone, "a.txt", 2, 2, 5, new GitCredential(Token), default);
        Assert.Equal(["change 5", "change 4", "change 3"], commits.Select(c => c.Subject));
        Assert.DoesNotContain(
            Token, string.Join('\n', _server.Requests) + await File.ReadAllTextAsync(Path.Combine(Clone, "config")));
    }

    [Fact]
    public async Task CloneAsync_OldCommit_IsFetchedByItself()
    {
        var clone = await CloneAsync(_commits[0], null);
        Assert.Equal((_commits[0], false), (clone.Commit, clone.RequestedCommitMissing));
        using var tree = clone.OpenTree();
        Assert.Contains("version 0", tree.Read("a.txt", 100).Text);
    }

    [Fact]
    public async Task CloneAsync_AbbreviatedOldCommit_IsFoundInTheHistory() =>
        Assert.Equal(_commits[0], (await CloneAsync(_commits[0][..9], null)).Commit);

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task CloneAsync_NoOrWrongToken_SaysUnauthorized(string? token)
    {
        var e = await Assert.ThrowsAsync<GitException>(() => _client.CloneAsync(
            new GitCloneRequest { RepositoryUrl = Url, Folder = Clone, Branch = "main",
                Credential = token is null ? null : new GitCredential(token) },
            null,
            default));
        Assert.Equal(GitFailure.Unauthorized, e.Failure);
        Assert.False(e.IsTransient);
    }

    [Fact]
    public async Task CloneAsync_NobodyListens_IsTransient()
    {
        var e = await Assert.ThrowsAsync<GitException>(() => _client.CloneAsync(
            new GitCloneRequest { RepositoryUrl = $"http://127.0.0.1:{FreePort.Next()}/x.git", Folder = Clone,
                Branch = "main" }, null, default));
        Assert.True(e.IsTransient);
    }

    [Fact]
    public async Task PublishAsync_FromAShallowPartialClone_PushesOnce()
    {
        var clone = await CloneAsync(null, null);
        var request = new GitPublishRequest
        {
            Folder = clone.Folder,
            RepositoryUrl = Url,
            BaseCommit = clone.Commit,
            Branch = "opsflow/fix-9",
            Files = new Dictionary<string, string> { ["a.txt"] = "fixed\n", ["new/b.txt"] = "more\n" },
            Message = "Fix",
            Date = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
            Credential = new GitCredential(Token),
        };

        var first = await _client.PublishAsync(request, default);
        var second = await _client.PublishAsync(request, default);

        Assert.Equal((GitPublishOutcome.Pushed, GitPublishOutcome.AlreadyPublished), (first.Outcome, second.Outcome));
        Assert.Equal(first.Commit, _origin.Run("rev-parse", "opsflow/fix-9"));
        Assert.Equal("more", _origin.Run("show", "opsflow/fix-9:new/b.txt"));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private Task<GitClone> CloneAsync(string? commit, List<string>? progress) => _client.CloneAsync(
        new GitCloneRequest { RepositoryUrl = Url, Folder = Clone, Branch = "main", Commit = commit,
            Credential = new GitCredential(Token) },
        progress is null ? null : line =>
        {
            lock (progress)
            {
                progress.Add(line);
            }
        },
        default);
}
