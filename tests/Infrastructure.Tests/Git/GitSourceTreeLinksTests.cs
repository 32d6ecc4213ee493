using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Infrastructure.Git;

namespace OpsFlow.Infrastructure.Tests.Git;

public sealed class GitSourceTreeLinksTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Links_OfEveryKind_SayWhereTheyLead()
    {
        var repository = GitRepository.Init(_folder.Path);
        _folder.Write("lib/core/a.txt", "one\n");
        Link("file", "lib/core/a.txt");
        Link("deep/up", "../lib/core");
        Link("chain", "deep/up/a.txt");
        Link("out", "../elsewhere");
        Link("absolute", "/etc");
        Link("round", "round");
        Link("gone", "nothing/here");
        repository.Run("update-index", "--add", "--cacheinfo", $"160000,{new string('a', 40)},vendor/base");
        repository.Run("add", "lib", "file", "deep", "chain", "out", "absolute", "round", "gone");
        repository.Run("commit", "-q", "-m", "links");

        using var tree = GitSourceTree.Open(_folder.Path, repository.Run("rev-parse", "HEAD"));

        Assert.Equal(["lib/core/a.txt"], tree.Files);
        Assert.Equal(
            [
                new SourceLink("absolute", null),
                new SourceLink("chain", "lib/core/a.txt"),
                new SourceLink("deep/up", "lib/core"),
                new SourceLink("file", "lib/core/a.txt"),
                new SourceLink("gone", "nothing/here"),
                new SourceLink("out", null),
                new SourceLink("round", null),
                new SourceLink("vendor/base", null, IsSubmodule: true),
            ],
            tree.Links.OrderBy(l => l.Path, StringComparer.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private void Link(string path, string target)
    {
        var full = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, target);
    }
}
