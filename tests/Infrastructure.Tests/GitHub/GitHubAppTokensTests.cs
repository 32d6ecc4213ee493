using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Infrastructure.GitHub;

namespace OpsFlow.Infrastructure.Tests.GitHub;

/// <summary>Tokens of a GitHub App. Bodies as in GitHub's REST reference.</summary>
public sealed class GitHubAppTokensTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly List<string> _credentials = [];

    public GitHubAppTokensTests() => _folder.Write("key.pem", _key.ExportRSAPrivateKeyPem());

    private string KeyFile => Path.Combine(_folder.Path, "key.pem");

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task FindAsync_Installed_GivesATokenForAnHour()
    {
        var handler = Handler();
        var tokens = Tokens(handler);
        Assert.Equal("ghs_1", await tokens.FindAsync(new("team", "web"), default));
        Assert.Equal("ghs_1", await tokens.FindAsync(new("team", "web"), default));
        Assert.Equal(
            ["GET /repos/team/web/installation", "POST /app/installations/42/access_tokens"], handler.Requests);

        // A step that begins with a token has to end with it.
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("ghs_2", await tokens.FindAsync(new("team", "web"), default));
    }

    [Fact]
    public async Task Forget_ATokenOfOurs_MakesAnother()
    {
        var tokens = Tokens(Handler());
        var repository = new GitHubRepository("team", "web");
        Assert.Equal("ghs_1", await tokens.FindAsync(repository, default));
        Assert.False(tokens.Forget(repository, "ghp_of_the_server"));
        Assert.Equal("ghs_1", await tokens.FindAsync(repository, default));
        Assert.True(tokens.Forget(repository, "ghs_1"));
        Assert.Equal("ghs_2", await tokens.FindAsync(repository, default));
    }

    [Fact]
    public async Task FindAsync_Call_IsSignedByTheApp()
    {
        await Tokens(Handler()).FindAsync(new("team", "web"), default);
        var parts = _credentials[0].Split('.');
        Assert.True(_key.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal("4711", claims["iss"]!.ToString());
        Assert.InRange((long)claims["iat"]!, now - 60, now);
        Assert.InRange((long)claims["exp"]! - (long)claims["iat"]!, 60, 600);
    }

    [Fact]
    public async Task FindAsync_NotInstalled_SaysWhatToDo()
    {
        var tokens = Tokens(new(_ => ScriptedHandler.Json(HttpStatusCode.NotFound, """{"message":"Not Found"}""")));
        var e = await Assert.ThrowsAsync<GitHubException>(() => tokens.FindAsync(new("team", "web"), default));
        Assert.False(e.IsTransient);
        Assert.Contains("not installed on team/web", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_NoApp_GivesNone() => Assert.Null(
        await new GitHubAppTokens(() => Handler(), new GitHubOptions(), _time).FindAsync(new("a", "b"), default));

    [Theory]
    [InlineData("4711", null, "belong together")]
    [InlineData(null, "key.pem", "belong together")]
    [InlineData("4711", "missing.pem", "no private RSA key")]
    [InlineData("4711", "text.pem", "no private RSA key")]
    [InlineData("4711", "key.pem", null)]
    [InlineData(null, null, null)]
    public void Validate_Settings_SaysWhatIsWrong(string? app, string? file, string? expected)
    {
        _folder.Write("text.pem", "no key");
        var options = new GitHubOptions
        {
            AppId = app, AppKeyFile = file is null ? null : Path.Combine(_folder.Path, file),
        };
        var faults = options.Validate(new(options)).Select(f => f.ErrorMessage!).ToList();
        Assert.Equal(expected is null ? 0 : 1, faults.Count);
        Assert.All(faults, f => Assert.Contains(expected!, f, StringComparison.Ordinal));
    }

    private GitHubAppTokens Tokens(ScriptedHandler handler) => new(
        () => handler,
        new GitHubOptions { ApiUrl = new("http://github.test/"), AppId = "4711", AppKeyFile = KeyFile },
        _time);

    private ScriptedHandler Handler()
    {
        var made = 0;
        return new(request =>
        {
            _credentials.Add(request.Headers.Authorization!.Parameter!);
            return request.Method == HttpMethod.Get
                ? ScriptedHandler.Json(HttpStatusCode.OK, """{"id":42}""")
                : ScriptedHandler.Json(
                    HttpStatusCode.Created,
                    new JsonObject
                    {
                        ["token"] = $"ghs_{++made}",
                        ["expires_at"] = $"{_time.GetUtcNow().AddHours(1):yyyy-MM-ddTHH:mm:ssZ}",
                    }.ToJsonString());
        });
    }
}
