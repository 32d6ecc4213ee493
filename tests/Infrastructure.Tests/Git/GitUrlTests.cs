using OpsFlow.Infrastructure.Git;

namespace OpsFlow.Infrastructure.Tests.Git;

/// <summary>What is accepted when a server is saved is what git takes, and nothing else.</summary>
public sealed class GitUrlTests
{
    [Theory]
    [InlineData("main")]
    [InlineData("release/2.x")]
    [InlineData("배포/가을")]
    [InlineData("机能-追加")]
    [InlineData("größe")]
    [InlineData("fix(cart)")]
    [InlineData("a&b")]
    [InlineData("it's")]
    [InlineData("50%")]
    [InlineData("rel#2")]
    [InlineData("a,b;c")]
    [InlineData("$x!")]
    public void IsBranch_GitTakesIt_IsTrue(string name) => Assert.True(GitUrl.IsBranch(name));

    [Theory]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("a~1")]
    [InlineData("a^")]
    [InlineData("a:b")]
    [InlineData("a?")]
    [InlineData("a*")]
    [InlineData("a[1]")]
    [InlineData(@"a\b")]
    [InlineData("a@{1}")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData(".a")]
    [InlineData("a/.b")]
    [InlineData("a.lock")]
    [InlineData("a.")]
    [InlineData("a\tb")]
    [InlineData("HEAD")]
    public void IsBranch_GitRefusesIt_IsFalse(string name) => Assert.False(GitUrl.IsBranch(name));

    [Theory]
    [InlineData("https://git.example/team/shop.git", "https://git.example/team/shop.git")]
    [InlineData(" https://git.example/team/shop.git ", "https://git.example/team/shop.git")]
    [InlineData("https://git.example/Our Project/_git/Web Shop", "https://git.example/Our%20Project/_git/Web%20Shop")]
    [InlineData("https://git.example/Our%20Project/shop", "https://git.example/Our%20Project/shop")]
    [InlineData("https://git.example/상점/web", "https://git.example/%EC%83%81%EC%A0%90/web")]
    [InlineData("HTTPS://git.example/shop", "https://git.example/shop")]
    [InlineData("https://jun@git.example/team/shop.git", "https://git.example/team/shop.git")]
    [InlineData("https://jun%40team.example@git.example:8443/shop", "https://git.example:8443/shop")]
    [InlineData("ssh://git@git.example:2222/team/shop.git", "ssh://git@git.example:2222/team/shop.git")]
    [InlineData("git@git.example:team/shop.git", "git@git.example:team/shop.git")]
    [InlineData("git@ssh.dev.azure.com:v3/team/Our%20Project/shop", "git@ssh.dev.azure.com:v3/team/Our%20Project/shop")]
    [InlineData("git@git.example:~jun/웹 상점.git", "git@git.example:~jun/웹 상점.git")]
    [InlineData("org-77@git.example:/team/shop.git/", "org-77@git.example:/team/shop.git/")]
    [InlineData("builder:srv/shop.git", "builder:srv/shop.git")]
    [InlineData("/srv/my shop.git", "file:///srv/my%20shop.git")]
    public void Normalize_AddressThatGitTakes_IsGivenToGit(string url, string expected)
    {
        Assert.Null(GitUrl.Fault(url, hasToken: true));
        Assert.Equal(expected, GitUrl.Normalize(url, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("shop")]
    [InlineData("team/shop")]
    [InlineData("--upload-pack=x")]
    [InlineData("ext::sh -c true")]
    [InlineData("git://git.example/shop")]
    [InlineData("ftp://git.example/shop")]
    [InlineData("git@git.example:-oProxyCommand=x")]
    [InlineData("-x@git.example:shop")]
    [InlineData(@"C:\shop")]
    [InlineData("https://jun:pw@git.example/shop")]
    [InlineData("https://:pw@git.example/shop")]
    [InlineData("https://ghp_0123456789abcdefghij@git.example/shop")]
    [InlineData("https://github_pat_11AA@git.example/shop")]
    [InlineData("https://glpat-abc@git.example/shop")]
    [InlineData("https://0123456789abcdef0123456789abcdef01234567@git.example/shop")]
    [InlineData("jun:secret@git.example/shop")]
    public void Fault_AddressThatGitCannotUse_IsSaid(string url) => Assert.NotNull(GitUrl.Fault(url, hasToken: false));

    [Fact]
    public void Fault_PlainHttp_IsSaidOnlyOfATokenThatLeavesTheMachine()
    {
        Assert.Null(GitUrl.Fault("http://git.example/shop", hasToken: false));
        Assert.NotNull(GitUrl.Fault("http://git.example/shop", hasToken: true));
        Assert.Null(GitUrl.Fault("http://127.0.0.1:8080/shop", hasToken: true));
    }

    [Theory]
    [InlineData("https://jun@git.example/shop", "abc", "jun")]
    [InlineData("https://jun%40team.example@git.example/shop", "abc", "jun@team.example")]
    [InlineData("https://git.example/shop", "abc", "x-access-token")]
    [InlineData("https://bitbucket.org/team/shop", "abc", "x-token-auth")]
    [InlineData("https://bitbucket.org/team/shop", "ATATT3xyz", "x-bitbucket-api-token-auth")]
    [InlineData("https://jun@bitbucket.org/team/shop", "ATATT3xyz", "jun")]
    [InlineData("https://bitbucket.team.example/scm/web/shop.git", "abc", "x-token-auth")]
    [InlineData("https://gitlab.com/team/shop", "abc", "oauth2")]
    [InlineData("https://gitlab.team.example/shop", "abc", "oauth2")]
    public void For_Address_HasTheUserNameOfTheHost(string url, string token, string expected) =>
        Assert.Equal(expected, GitCredential.For(url, token)!.UserName);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void For_NoToken_IsNoCredential(string? token) =>
        Assert.Null(GitCredential.For("https://jun@git.example/shop", token));
}
