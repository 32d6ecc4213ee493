using OpsFlow.Activities.ErrorAnalysis.Publishing;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Infrastructure.Syntax;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Publishing;

/// <summary>An approved fix is put on a commit that moved on by the same rules that it was made by.</summary>
public sealed class FetchedTreeTests
{
    private static readonly CodeEdit s_edit = new("a/b.txt", "if (ready)\n  go();", "if (ready && able)\n  go();");

    [Theory]
    [InlineData("if (ready)\n  go();\n", "if (ready && able)\n  go();\n")]
    [InlineData("first\r\nif (ready)\r\n  go();\r\n", "first\r\nif (ready && able)\r\n  go();\r\n")]
    [InlineData("    if (ready)\n      go();\n", "    if (ready && able)\n      go();\n")]
    public async Task BuildAsync_FileThatMovedOn_TakesTheEdit(string now, string expected) =>
        Assert.Equal(expected, Assert.Single((await BuildAsync(("a/b.txt", now))).Patch!.Files).Content);

    [Theory]
    [InlineData("if (ready)\n  go();\nif (ready)\n  go();\n")]
    [InlineData("something else\n")]
    public async Task BuildAsync_FileThatChangedThere_IsRefused(string now) =>
        Assert.False((await BuildAsync(("a/b.txt", now))).IsUsable);

    [Fact]
    public async Task BuildAsync_FileThatIsGone_IsRefused() => Assert.False((await BuildAsync()).IsUsable);

    [Fact]
    public void Read_MoreThanIsAllowed_GivesNoContent()
    {
        var tree = new FetchedTree("c1", new Dictionary<string, string> { ["a"] = "four" });
        Assert.Equal(SourceEntryKind.TooLarge, tree.Read("a", 3).Kind);
        Assert.Equal("four", tree.Read("a", 4).Text);
        Assert.Equal(SourceEntryKind.Missing, tree.Read("b", 4).Kind);
    }

    private static Task<BuiltPatch> BuildAsync(params (string Path, string Text)[] files) =>
        new PatchBuilder(new SyntaxChecker(TimeProvider.System)).BuildAsync(
            new FetchedTree("c1", files.ToDictionary(f => f.Path, f => f.Text)), [s_edit], default);
}
