using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OpsFlow.Infrastructure.Git;

namespace OpsFlow.Infrastructure.Tests.Git;

/// <summary>Who may come in, and what is said to those who may not; hosts with an authority of their own.</summary>
public sealed class GitLoginTests : IDisposable
{
    private const string Token = "t0ken-of-the-tests";
    private readonly TempFolder _folder = new();

    public GitLoginTests()
    {
        var origin = GitRepository.Init(Path.Combine(_folder.Path, "origin"));
        _folder.Write("origin/a.txt", "one\n");
        origin.Commit("one");
        Tool.Run("git", ["clone", "-q", "--bare", origin.Folder, Path.Combine(Served, "our shop.git")]);
    }

    private string Served => Path.Combine(_folder.Path, "served");

    [Theory]
    [InlineData("x-token-auth")]
    [InlineData("jun@team.example")]
    public async Task CloneAsync_HostWantsAUserName_TakesItFromTheUrl(string user)
    {
        await using var server = await GitHttpServer.StartAsync(Served, Token, user);
        var url = server.Url.Replace("://", $"://{Uri.EscapeDataString(user)}@", StringComparison.Ordinal)
            + "/our shop.git";
        var clone = await CloneAsync(url, Token);
        Assert.Equal("main", clone.Branch);
        var config = await File.ReadAllTextAsync(Path.Combine(clone.Folder, "config"));
        Assert.DoesNotContain(Uri.EscapeDataString(user), config, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "store a token")]
    [InlineData("expired", "stored token was refused")]
    public async Task CloneAsync_NoOrWrongToken_SaysWhichOfBoth(string? token, string expected)
    {
        await using var server = await GitHttpServer.StartAsync(Served, Token);
        var e = await Assert.ThrowsAsync<GitException>(() => CloneAsync(server.Url + "/our shop.git", token));
        Assert.Equal(GitFailure.Unauthorized, e.Failure);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("could not read", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CloneAsync_InKorean_SaysItInKorean()
    {
        await using var server = await GitHttpServer.StartAsync(Served, Token);
        using var language = Domain.Text.Language.Use(Domain.Text.Language.Korean);
        var e = await Assert.ThrowsAsync<GitException>(() => CloneAsync(server.Url + "/our shop.git", null));
        Assert.Contains("토큰을 저장하세요", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CloneAsync_RepositoryIsNotThere_SaysThatTheTokenMayNotSeeIt()
    {
        await using var server = await GitHttpServer.StartAsync(Served, Token);
        var e = await Assert.ThrowsAsync<GitException>(() => CloneAsync(server.Url + "/other.git", Token));
        Assert.Equal(GitFailure.NotFound, e.Failure);
        Assert.Contains("cannot see it", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CloneAsync_AuthorityOfTheirOwn_IsTrustedWhenItIsNamed()
    {
        using var certificate = Certificate();
        await using var server = await GitHttpServer.StartAsync(Served, Token, certificate: certificate);
        var url = server.Url + "/our shop.git";

        var e = await Assert.ThrowsAsync<GitException>(() => CloneAsync(url, Token, new GitOptions()));
        Assert.Equal((GitFailure.Untrusted, false), (e.Failure, e.IsTransient));
        Assert.Contains("SSL_CERT_FILE", e.Message, StringComparison.Ordinal);

        var file = _folder.Write("authority.pem", certificate.ExportCertificatePem());
        var clone = await CloneAsync(url, Token, new GitOptions { CertificateFile = file }, "trusted");
        Assert.Equal("main", clone.Branch);
    }

    public void Dispose() => _folder.Dispose();

    private Task<GitClone> CloneAsync(string url, string? token, GitOptions? options = null, string name = "clone") =>
        new GitClient(options ?? new GitOptions(), TimeProvider.System).CloneAsync(
            new GitCloneRequest
            {
                RepositoryUrl = url,
                Folder = Path.Combine(_folder.Path, name),
                Credential = GitCredential.For(url, token),
            },
            null,
            default);

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=tests", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
