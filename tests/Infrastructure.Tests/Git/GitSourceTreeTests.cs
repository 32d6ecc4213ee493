using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Infrastructure.Git;

namespace OpsFlow.Infrastructure.Tests.Git;

public sealed class GitSourceTreeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Open_LinksAndFiles_ListsRegularFilesWithBlobIds()
    {
        _folder.Write("src/a.txt", "one\n");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), "/etc/passwd");
        using var tree = Tree();

        Assert.Equal(["src/a.txt"], tree.Files);
        // What `git hash-object` prints for "one\n".
        Assert.Equal("5626abf0f72e58d7a153368ba57db4c673c0e171", tree.BlobId("src/a.txt"));
        Assert.Null(tree.BlobId("link"));
    }

    [Theory]
    [InlineData("src/a.txt", 100, SourceEntryKind.File)]
    [InlineData("src/a.txt", 3, SourceEntryKind.TooLarge)]
    [InlineData("src", 100, SourceEntryKind.Folder)]
    [InlineData("link", 100, SourceEntryKind.Link)]
    [InlineData("linked/a.txt", 100, SourceEntryKind.Link)]
    [InlineData("src/missing.txt", 100, SourceEntryKind.Missing)]
    [InlineData("../a", 100, SourceEntryKind.Missing)]
    [InlineData("/etc/passwd", 100, SourceEntryKind.Missing)]
    [InlineData("", 100, SourceEntryKind.Missing)]
    public void Read_AnyPath_SaysWhatIsThere(string path, int limit, SourceEntryKind kind)
    {
        _folder.Write("src/a.txt", "one\n");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), "/etc/passwd");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "linked"), "src");
        using var tree = Tree();

        var entry = tree.Read(path, limit);

        Assert.Equal(kind, entry.Kind);
        Assert.Equal(kind == SourceEntryKind.File ? "one\n" : null, entry.Text);
    }

    [Fact]
    public void Read_FromManyThreads_GivesTheContents()
    {
        for (var i = 0; i < 50; i++)
        {
            _folder.Write($"{i}.txt", new string('x', i));
        }

        using var tree = Tree();
        Parallel.For(0, 2000, n => Assert.Equal(n % 50, tree.Read($"{n % 50}.txt", 100).Content!.Length));
    }

    [Fact]
    public void Diff_RandomTexts_GitAppliesThem()
    {
        var random = new Random(3);
        string Text() => string.Join(
            random.Next(4) == 0
                ? "\r\n" : "\n", Enumerable.Range(0, random.Next(0, 40)).Select(_ => "l" + random.Next(6)))
            + (random.Next(2) == 0 ? "\n" : "");
        var before = Enumerable.Range(0, 40).ToDictionary(i => $"a {i}.txt", _ => Text());
        var after = before.Keys.Append("new/\u00fc.txt").ToDictionary(path => path, _ => Text() + "end");
        foreach (var (path, text) in before)
        {
            _folder.Write(path, text);
        }

        using var tree = Tree();
        Tool.Run("git", ["apply", "-"], _folder.Path, tree.Diff(after));

        foreach (var (path, text) in after)
        {
            Assert.Equal(text, File.ReadAllText(Path.Combine(_folder.Path, path)));
        }
    }

    [Fact]
    public void Export_FilesAndLinks_LeavesOutWhatLeadsOut()
    {
        _folder.Write("src/a.txt", "one\n");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "outside"), "../../etc/passwd");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "inside"), "src/a.txt");
        using var target = new TempFolder();
        using var tree = Tree();

        tree.Export(target.Path, 1000, default);

        Assert.Equal("one\n", File.ReadAllText(Path.Combine(target.Path, "inside")));
        Assert.False(Path.Exists(Path.Combine(target.Path, "outside")));
    }

    [Fact]
    public void Export_LargerThanTheLimit_Throws()
    {
        _folder.Write("a.txt", "12345678");
        _folder.Write("b.txt", "12345678");
        using var target = new TempFolder();
        using var tree = Tree();
        Assert.Throws<IOException>(() => tree.Export(target.Path, 10, default));
    }

    [Fact]
    public void Open_NoRepository_IsDamaged() => Assert.Equal(
        GitFailure.Damaged,
        Assert.Throws<GitException>(() => GitSourceTree.Open(_folder.Path, new string('a', 40))).Failure);

    public void Dispose() => _folder.Dispose();

    private GitSourceTree Tree() => FolderTree.Open(_folder.Path);
}
