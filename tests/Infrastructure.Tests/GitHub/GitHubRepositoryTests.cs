using OpsFlow.Infrastructure.GitHub;

namespace OpsFlow.Infrastructure.Tests.GitHub;

public sealed class GitHubRepositoryTests
{
    [Theory]
    [InlineData("team/web")]
    [InlineData("https://github.com/team/web")]
    [InlineData("https://github.com/team/web.git")]
    [InlineData("https://github.com/team/web/")]
    [InlineData("https://GitHub.com/team/web")]
    [InlineData("https://www.github.com/team/web")]
    [InlineData("https://jun@github.com/team/web.git")]
    [InlineData("https://github.com:443/team/web")]
    [InlineData("ssh://git@github.com/team/web.git")]
    [InlineData("ssh://git@ssh.github.com:443/team/web.git")]
    [InlineData("git@github.com:team/web.git")]
    [InlineData("git@github.com:/team/web.git")]
    [InlineData("git@github.com:team/web.git/")]
    [InlineData("git@ssh.github.com:team/web.git")]
    [InlineData("org-42@github.com:team/web.git")]
    [InlineData("github.com:team/web")]
    [InlineData(" git@GITHUB.com:team/web ")]
    public void Parse_AnySpelling_IsTheRepository(string text) =>
        Assert.Equal(new GitHubRepository("team", "web"), GitHubRepository.Parse(text, "github.com"));

    [Theory]
    [InlineData("jun_team/web", "jun_team", "web")]
    [InlineData("https://github.com/jun_team/.github", "jun_team", ".github")]
    [InlineData("https://github.com/team/a.b_c-d", "team", "a.b_c-d")]
    public void Parse_LegalNames_AreKept(string text, string owner, string name) =>
        Assert.Equal(new GitHubRepository(owner, name), GitHubRepository.Parse(text, "github.com"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("web")]
    [InlineData("a/b/c")]
    [InlineData("team/..")]
    [InlineData("/srv/team/web")]
    [InlineData("/team/web")]
    [InlineData("https://git.example/team/web")]
    [InlineData("https://notgithub.com/team/web")]
    [InlineData("git@git.example:team/web.git")]
    [InlineData("ssh://git@github.com.example/team/web")]
    public void Parse_AnythingElse_IsNone(string? text) => Assert.Null(GitHubRepository.Parse(text, "github.com"));

    [Theory]
    [InlineData("https://ghe.team.example/team/web", "ghe.team.example")]
    [InlineData("http://localhost:8090/team/web.git", "localhost")]
    [InlineData("http://localhost:8090/team/web.git", "localhost:8090")]
    [InlineData("team@ssh.ghe.team.example:team/web.git", "ghe.team.example")]
    public void Parse_HostOfTheirOwn_IsTheRepository(string text, string host) =>
        Assert.Equal(new GitHubRepository("team", "web"), GitHubRepository.Parse(text, host));
}
