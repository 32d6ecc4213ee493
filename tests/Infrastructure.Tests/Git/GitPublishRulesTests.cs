using OpsFlow.Infrastructure.Git;

namespace OpsFlow.Infrastructure.Tests.Git;

/// <summary>Remotes that have rules or branches of their own.</summary>
public sealed class GitPublishRulesTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly GitClient _client = new(new GitOptions(), TimeProvider.System);
    private GitRepository _origin = null!;
    private GitClone _clone = null!;

    public async Task InitializeAsync()
    {
        var work = GitRepository.Init(Path.Combine(_folder.Path, "work"));
        _folder.Write("work/a.txt", "one\n");
        work.Commit("one");
        Tool.Run("git", ["clone", "-q", "--bare", work.Folder, Path.Combine(_folder.Path, "origin.git")]);
        _origin = new GitRepository(Path.Combine(_folder.Path, "origin.git"));
        _clone = await _client.CloneAsync(
            new GitCloneRequest { RepositoryUrl = _origin.Folder, Folder = Path.Combine(_folder.Path, "clone") },
            null,
            default);
    }

    [Fact]
    public async Task PublishAsync_BranchNamedAsTheFirstPart_IsSaidAndLeftAlone()
    {
        _origin.Run("branch", "repairs", "main");
        var result = await _client.PublishAsync(Fix("repairs/a/b"), default);
        Assert.Equal((GitPublishOutcome.BranchInTheWay, "repairs"), (result.Outcome, result.Branch));
        Assert.Equal(GitPublishOutcome.Pushed, (await _client.PublishAsync(Fix("repairs-a-b"), default)).Outcome);
    }

    [Fact]
    public async Task PublishAsync_ApprovedAgainLater_FindsTheSameChange()
    {
        var first = await _client.PublishAsync(Fix("fix-1"), default);
        var later = Fix("fix-1") with { Date = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), Message = "Again" };
        var second = await _client.PublishAsync(later, default);
        Assert.Equal((GitPublishOutcome.AlreadyPublished, first.Commit), (second.Outcome, second.Commit));

        var other = later with { Files = new Dictionary<string, string> { ["a.txt"] = "other\n" } };
        Assert.Equal(GitPublishOutcome.Conflict, (await _client.PublishAsync(other, default)).Outcome);
    }

    [Fact]
    public async Task PublishAsync_RuleOnAddresses_IsSaidInItsOwnWordsAndMetByTheNamedAuthor()
    {
        var hook = _folder.Write("origin.git/hooks/pre-receive", """
            #!/bin/sh
            while read old new ref; do
              case $(git log -1 --format=%ce $new) in
                *@team.example) ;;
                *) echo "committers must be of team.example" >&2; exit 1 ;;
              esac
            done
            """);
        Tool.Run("chmod", ["+x", hook]);

        var e = await Assert.ThrowsAsync<GitException>(() => _client.PublishAsync(Fix("fix-1"), default));
        Assert.Equal((GitFailure.Refused, false), (e.Failure, e.IsTransient));
        Assert.Contains("committers must be of team.example", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);

        var named = Fix("fix-1") with { AuthorName = "Robot", AuthorEmail = "robot@team.example" };
        Assert.Equal(GitPublishOutcome.Pushed, (await _client.PublishAsync(named, default)).Outcome);
        Assert.Equal("Robot robot@team.example", _origin.Run("log", "-1", "--format=%cn %ae", "fix-1"));
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private GitPublishRequest Fix(string branch) => new()
    {
        Folder = _clone.Folder,
        RepositoryUrl = _origin.Folder,
        BaseCommit = _clone.Commit,
        Branch = branch,
        Files = new Dictionary<string, string> { ["a.txt"] = "fixed\n" },
        Message = "Fix",
        Date = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
    };
}
