using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using OpsFlow.Infrastructure.Git;

namespace OpsFlow.Infrastructure.Tests.Git;

/// <summary>Remotes of every make: they clone, or the words say what is wrong with them.</summary>
public sealed class GitRemoteKindsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly GitClient _client = new(new GitOptions(), TimeProvider.System);

    private string Target => Path.Combine(_folder.Path, "clone");

    [Theory]
    [InlineData("배포/가을")]
    [InlineData("fix(cart)")]
    [InlineData("it's-50%&more")]
    public async Task CloneAsync_BranchOfAnyLegalName_IsClonedAndFollowed(string branch)
    {
        var origin = Origin();
        origin.Run("branch", branch);
        var clone = await CloneAsync(origin.Folder, branch);
        Assert.Equal(branch, clone.Branch);
        Assert.Equal(clone.Commit, await _client.RemoteHeadAsync(origin.Folder, branch, null, default));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("main")]
    public async Task CloneAsync_NoCommitYet_SaysThatItIsEmpty(string? branch)
    {
        var origin = GitRepository.Init(Path.Combine(_folder.Path, "empty"));
        Assert.Contains(
            "is empty", await AssertFailsAsync(GitFailure.NotFound, origin.Folder, branch), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CloneAsync_DefaultBranchIsGone_NamesThoseThereAre()
    {
        var origin = Origin();
        origin.Run("branch", "stable");
        origin.Run("symbolic-ref", "HEAD", "refs/heads/gone");
        var words = await AssertFailsAsync(GitFailure.NotFound, origin.Folder, null);
        Assert.Contains("main, stable", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CloneAsync_BranchIsNotThere_NamesThoseThereAre()
    {
        var words = await AssertFailsAsync(GitFailure.NotFound, Origin().Folder, "mian");
        Assert.Contains("mian", words, StringComparison.Ordinal);
        Assert.Contains("main", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CloneAsync_ObjectIdsOfSha256_IsSaidInWords()
    {
        var folder = Path.Combine(_folder.Path, "wide");
        Directory.CreateDirectory(folder);
        var origin = new GitRepository(folder);
        origin.Run("init", "-q", "-b", "main", "--object-format=sha256");
        origin.Commit("one");
        Assert.Contains(
            "SHA-256", await AssertFailsAsync(GitFailure.Unsupported, folder, "main"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("main")]
    [InlineData(null)]
    public async Task CloneAsync_PlainFilesBehindAWebServer_AreClonedWhole(string? branch)
    {
        var origin = Origin();
        var served = Path.Combine(_folder.Path, "served");
        Tool.Run("git", ["clone", "-q", "--bare", origin.Folder, Path.Combine(served, "repo.git")]);
        new GitRepository(Path.Combine(served, "repo.git")).Run("update-server-info");
        await using var server = await FilesAsync(served);

        var clone = await CloneAsync(server.Urls.First() + "/repo.git", branch);
        using var tree = clone.OpenTree();
        Assert.Equal("one\n", tree.Read("a.txt", 100).Text);
    }

    [Fact]
    public async Task CloneAsync_WebPageInsteadOfARepository_IsSaidInWords()
    {
        await using var server = await PageAsync();
        var words = await AssertFailsAsync(GitFailure.NotFound, server.Urls.First() + "/team/shop", "main");
        Assert.Contains("web page", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CloneAsync_RepositoryInAFolderAbove_IsNotObeyed()
    {
        var origin = Origin();
        // As a stranger could leave it in a folder that many share.
        var above = GitRepository.Init(Path.Combine(_folder.Path, "shared"));
        above.Run("config", $"url.{_folder.Path}/elsewhere.insteadOf", new Uri(origin.Folder).AbsoluteUri);
        var clone = await _client.CloneAsync(
            new GitCloneRequest { RepositoryUrl = origin.Folder, Folder = Path.Combine(above.Folder, "clone") },
            null,
            default);
        Assert.Equal(origin.Run("rev-parse", "main"), clone.Commit);
    }

    public void Dispose() => _folder.Dispose();

    private GitRepository Origin()
    {
        var origin = GitRepository.Init(Path.Combine(_folder.Path, "origin"));
        _folder.Write("origin/a.txt", "one\n");
        origin.Commit("one");
        return origin;
    }

    private Task<GitClone> CloneAsync(string url, string? branch) => _client.CloneAsync(
        new GitCloneRequest { RepositoryUrl = url, Folder = Target, Branch = branch }, null, default);

    private async Task<string> AssertFailsAsync(GitFailure failure, string url, string? branch)
    {
        var e = await Assert.ThrowsAsync<GitException>(() => CloneAsync(url, branch));
        Assert.Equal((failure, false), (e.Failure, e.IsTransient));
        return e.Message;
    }

    private static Task<WebApplication> FilesAsync(string folder) => ServeAsync(app => app.UseStaticFiles(
        new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(folder),
            ServeUnknownFileTypes = true,
        }));

    private static Task<WebApplication> PageAsync() => ServeAsync(app => app.Run(async http =>
    {
        http.Response.StatusCode = (int)HttpStatusCode.OK;
        http.Response.ContentType = "text/html";
        await http.Response.WriteAsync("<html>\n<body>\nSign in\n</body>\n</html>\n");
    }));

    private static async Task<WebApplication> ServeAsync(Action<WebApplication> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        configure(app);
        await app.StartAsync();
        return app;
    }
}
