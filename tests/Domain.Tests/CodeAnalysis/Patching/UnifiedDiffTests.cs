using OpsFlow.Domain.CodeAnalysis.Patching;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Patching;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void Parse_ChangedLines_StandBesideEachOther()
    {
        var file = Assert.Single(UnifiedDiff.Parse(
            """
            diff --git a/src/Orders.cs b/src/Orders.cs
            index 1..2 100644
            --- a/src/Orders.cs
            +++ b/src/Orders.cs
            @@ -10,4 +10,5 @@ class Orders
             int Sum()
            -    return items.Sum();
            --- a comment
            +    if (items is null)
            +        return 0;
            +    return items.Sum();
             end

            """));

        Assert.Equal(("src/Orders.cs", 3, 2), (file.Path, file.Added, file.Removed));
        var hunk = Assert.Single(file.Hunks);
        Assert.Equal("class Orders", hunk.Heading);
        Assert.Equal(
            [
                new(10, "int Sum()", 10, "int Sum()"),
                new(11, "    return items.Sum();", 11, "    if (items is null)"),
                new(12, "-- a comment", 12, "        return 0;"),
                new(null, null, 13, "    return items.Sum();"),
                new(13, "end", 14, "end"),
            ],
            hunk.Rows);
    }

    [Fact]
    public void Parse_NewAndRemovedFilesWithoutALastLineEnd_AreOnlyOnOneSide()
    {
        var files = UnifiedDiff.Parse(
            """
            diff --git a/new file.txt b/new file.txt
            new file mode 100644
            --- /dev/null
            +++ b/new file.txt
            @@ -0,0 +1 @@
            +one
            \ No newline at end of file
            diff --git a/old.txt b/old.txt
            deleted file mode 100644
            --- a/old.txt
            +++ /dev/null
            @@ -1,2 +0,0 @@
            -one
            -two
            """);

        Assert.Equal([("new file.txt", 1, 0), ("old.txt", 0, 2)], files.Select(f => (f.Path, f.Added, f.Removed)));
        Assert.Equal(new DiffRow(null, null, 1, "one"), files[0].Hunks[0].Rows[0]);
        Assert.Equal(new DiffRow(2, "two", null, null), files[1].Hunks[0].Rows[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no diff")]
    [InlineData("--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n+cut off")]
    public void Parse_WhatIsNoDiffOrCutOff_DoesNotThrow(string text) =>
        Assert.InRange(UnifiedDiff.Parse(text).Count, 0, 1);
}
