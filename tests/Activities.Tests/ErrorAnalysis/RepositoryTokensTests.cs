using System.Net;
using System.Security.Cryptography;
using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Activities.Tests.ErrorAnalysis;

/// <summary>Whom the token of a GitHub App is shown to.</summary>
public sealed class RepositoryTokensTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private bool _isInstalled = true;

    public RepositoryTokensTests()
    {
        using var key = RSA.Create(2048);
        _folder.Write("key.pem", key.ExportRSAPrivateKeyPem());
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("https://github.com/team/web", null, "ghs_1")]
    [InlineData("https://github.com/team/web.git", "team/other", "ghs_1")]
    [InlineData("https://git.example/team/web", "team/web", null)]
    [InlineData("/srv/git/web", "https://github.com/team/web", null)]
    public async Task AddAsync_TokenOfTheApp_GoesToGitHubAlone(string url, string? publishedAt, string? expected)
    {
        var server = await Tokens().AddAsync(Server(url, publishedAt), default);
        Assert.Equal(expected, server.Token);
    }

    [Fact]
    public async Task AddAsync_NotInstalled_ReadsWithoutAToken()
    {
        _isInstalled = false;
        var server = Server("https://github.com/team/web", null);
        Assert.Null((await Tokens().AddAsync(server, default)).Token);
        await Assert.ThrowsAsync<GitHubException>(
            () => Tokens().FindForPublishingAsync(server, new("team", "web"), default));
    }

    [Fact]
    public async Task FindForPublishingAsync_Token_IsTheServersOwnElseTheApps()
    {
        var server = Server("https://git.example/team/web", "team/web");
        Assert.Equal("ghs_1", await Tokens().FindForPublishingAsync(server, new("team", "web"), default));
        Assert.Equal(
            "own", await Tokens().FindForPublishingAsync(server with { Token = "own" }, new("team", "web"), default));
    }

    private static ServerRecord Server(string url, string? publishedAt) => new()
    {
        Id = "s", Name = "shop", RepositoryUrl = url, Hosts = [], GitHubRepository = publishedAt,
    };

    private RepositoryTokens Tokens()
    {
        var options = new GitHubOptions
        {
            ApiUrl = new("http://github.test/"), AppId = "4711", AppKeyFile = Path.Combine(_folder.Path, "key.pem"),
        };
        return new(new GitHubAppTokens(() => new ScriptedHandler(Answer), options, TimeProvider.System), options);
    }

    private HttpResponseMessage Answer(HttpRequestMessage request) =>
        !_isInstalled ? ScriptedHandler.Json(HttpStatusCode.NotFound, """{"message":"Not Found"}""")
        : request.Method == HttpMethod.Get ? ScriptedHandler.Json(HttpStatusCode.OK, """{"id":42}""")
        : ScriptedHandler.Json(
            HttpStatusCode.Created,
            $$"""{"token":"ghs_1","expires_at":"{{DateTimeOffset.UtcNow.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}}"}""");
}
