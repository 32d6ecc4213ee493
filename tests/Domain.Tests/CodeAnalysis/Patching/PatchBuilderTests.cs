using System.Text;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Infrastructure.Syntax;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Patching;

public sealed class PatchBuilderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PatchBuilder _builder = new(new SyntaxChecker(TimeProvider.System));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task BuildAsync_ExactOnce_GivesFileDiffAndHash()
    {
        _folder.Write("a.txt", "one\ntwo\nthree\n");
        var result = await BuildAsync(new CodeEdit("a.txt", "two", "2"));

        Assert.True(result.IsUsable);
        var file = Assert.Single(result.Patch!.Files);
        Assert.Equal(("one\n2\nthree\n", PatchMatch.Exact), (file.Content, file.Match));
        Assert.Equal(
            "diff --git a/a.txt b/a.txt\nindex 4cb29ea..f04eb26 100644\n--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n"
                + " one\n-two\n+2\n three\n", result.Patch.Diff);
        Assert.Equal(result.Patch.Hash, (await BuildAsync(new CodeEdit("a.txt", "two", "2"))).Patch!.Hash);
        Assert.NotEqual(result.Patch.Hash, (await BuildAsync(new CodeEdit("a.txt", "two", "3"))).Patch!.Hash);
        Assert.Equal("one\ntwo\nthree\n", File.ReadAllText(Path.Combine(_folder.Path, "a.txt")));
    }

    [Theory]
    [InlineData("e", "x", "more than once")]
    [InlineData("missing text", "x", "not found")]
    [InlineData("one", "one", "changes nothing")]
    [InlineData("", "x", "exists")]
    public async Task BuildAsync_BadEdit_IsRefusedWithReason(string before, string after, string reason)
    {
        _folder.Write("a.txt", "one\ntwo\nthree\n");
        var result = await BuildAsync(new CodeEdit("a.txt", before, after));
        Assert.Null(result.Patch);
        Assert.Contains(reason, Assert.Single(result.Errors));
    }

    [Theory]
    [InlineData("../a.txt")]
    [InlineData("/etc/passwd")]
    [InlineData(".git/config")]
    [InlineData("link/passwd")]
    [InlineData("folder")]
    public async Task BuildAsync_PathOutside_IsRefused(string path)
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), "/etc");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "folder"));
        Assert.Null((await BuildAsync(new CodeEdit(path, "root", "x"))).Patch);
    }

    [Fact]
    public async Task BuildAsync_OtherIndent_MatchesTolerantlyAndReindents()
    {
        _folder.Write("a.java", "class A {\n        int  f() {\n            return 1;\n        }\n}\n");
        var result = await BuildAsync(
            new CodeEdit("a.java", "int f() {\n    return 1;\n}", "int f() {\n    return 2;\n}"));

        var file = Assert.Single(result.Patch!.Files);
        Assert.Equal(PatchMatch.WhitespaceTolerant, file.Match);
        Assert.Equal("class A {\n        int f() {\n            return 2;\n        }\n}\n", file.Content);
    }

    [Fact]
    public async Task BuildAsync_CrLfFileAndByteOrderMark_StayAsTheyAre()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "a.cs"), [0xEF, 0xBB, 0xBF, .. "class A\r\n{\r\n}\r\n"u8]);
        var result = await BuildAsync(new CodeEdit("a.cs", "class A\n{", "class B\n{"));
        Assert.Equal(
            [0xEF, 0xBB, 0xBF, .. "class B\r\n{\r\n}\r\n"u8], Encoding.UTF8.GetBytes(result.Patch!.Files[0].Content));
    }

    [Fact]
    public async Task BuildAsync_NewFileAndSeveralEdits_ApplyWithGit()
    {
        var repository = GitRepository.Init(_folder.Path);
        _folder.Write("dir with blank/a.txt", string.Join('\n', Enumerable.Range(1, 60)) + "\nend without break");
        repository.Commit("x");
        var result = await BuildAsync(
            new CodeEdit("dir with blank/a.txt", "\n2\n", "\ntwo\nand more\n"),
            new CodeEdit("dir with blank/a.txt", "\n40\n", "\n"),
            new CodeEdit("dir with blank/a.txt", "end without", "end still without"),
            new CodeEdit("new.txt", "", "fresh\n"));

        Tool.Run("git", ["apply", "-"], _folder.Path, result.Patch!.Diff);
        foreach (var file in result.Patch.Files)
        {
            Assert.Equal(file.Content, File.ReadAllText(Path.Combine(_folder.Path, file.Path)));
        }
    }

    [RequiresTheory("python3", "node", "javac")]
    [InlineData("a.py", "x = 1\n", "x = (1\n", SyntaxState.Invalid)]
    [InlineData("a.py", "x = 1\n", "x = 2\n", SyntaxState.Valid)]
    [InlineData("a.py", "print 'old'\n", "print 'older'\n", SyntaxState.NotValidated)]
    [InlineData("a.js", "let x = 1;\n", "let x = ;\n", SyntaxState.Invalid)]
    [InlineData("a.js", "import a from './a.js';\n", "import b from './a.js';\n", SyntaxState.Valid)]
    [InlineData("a.json", "{}", "{", SyntaxState.Invalid)]
    [InlineData("a.java", "class A { }", "class A { } }", SyntaxState.Invalid)]
    [InlineData("a.java", "class A { }", "class B extends not.here.C { }", SyntaxState.Valid)]
    [InlineData("a.java", "class A { }", "class A { void f( { } }", SyntaxState.Invalid)]
    [InlineData("a.cs", "class A { }", "class A { int F() => Missing(); }", SyntaxState.Valid)]
    [InlineData("a.cs", "class A { }", "class A { int F( => 1; }", SyntaxState.Invalid)]
    [InlineData("a.kt", "class A { }", "class A { fun f() { }", SyntaxState.Invalid)]
    [InlineData("a.ts", "const a: number = 1;", "const a: number = 2;", SyntaxState.NotValidated)]
    [InlineData("a.unknown", "x", "y", SyntaxState.NotValidated)]
    public async Task BuildAsync_Syntax_IsChecked(string path, string before, string after, SyntaxState expected)
    {
        _folder.Write(path, before);
        var result = await BuildAsync(new CodeEdit(path, before, after));
        Assert.Equal(expected, result.Patch!.Files[0].Syntax);
        Assert.Equal(expected != SyntaxState.Invalid, result.IsUsable);
    }

    private async Task<BuiltPatch> BuildAsync(params CodeEdit[] edits)
    {
        using var tree = FolderTree.Open(_folder.Path);
        return await _builder.BuildAsync(tree, edits, default);
    }
}
