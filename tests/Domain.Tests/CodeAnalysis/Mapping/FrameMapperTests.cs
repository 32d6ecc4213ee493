using OpsFlow.Domain.CodeAnalysis.Mapping;
using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Mapping;

public sealed class FrameMapperTests
{
    private static readonly string[] s_files =
    [
        "src/main/java/com/acme/Order.java", "legacy/com/acme/Order.java", "service/parser.py", "pkg/html/parser.py",
        "src/app.ts",
        "vendor/lib/app.ts", "internal/cart/cart.go", "Orders/Service.cs", "vendor/markup/safe.py",
        "_vendor/fast/core.py",
    ];

    [Theory]
    [InlineData("com.acme.Order$Line", "Order.java", "src/main/java/com/acme/Order.java")]
    [InlineData("com.other.Order", "Order.java", null)]
    [InlineData("com.acme.Order", "", "src/main/java/com/acme/Order.java")]
    public void Map_Java_FollowsThePackage(string type, string file, string? expected) => Assert.Equal(
        expected,
        new FrameMapper(s_files, "src").Map(new StackFrame { Type = type, File = file }, CodeLanguage.Java)?.Path);

    [Theory]
    [InlineData("/app/service/parser.py", "service/parser.py")]
    [InlineData("/usr/lib/python3.11/html/parser.py", null)]
    [InlineData("/opt/venv/lib/python3.11/site-packages/pkg/html/parser.py", "pkg/html/parser.py")]
    [InlineData("/elsewhere/parser.py", null)]
    [InlineData("/build/src/app.ts", "src/app.ts")]
    [InlineData("/root/go/pkg/mod/github.com/a/b@v1.2.3/internal/cart/cart.go", "internal/cart/cart.go")]
    [InlineData(@"C:\build\Orders\Service.cs", "Orders/Service.cs")]
    [InlineData("/app/vendor/markup/safe.py", "vendor/markup/safe.py")]
    [InlineData("/srv/app/_vendor/fast/core.py", "_vendor/fast/core.py")]
    public void Map_Path_FollowsTheLongestEnd(string file, string? expected)
    {
        var frame = new StackFrame { File = file, IsRuntime = RuntimeCode.IsRuntimePath(file) };
        Assert.Equal(expected, new FrameMapper(s_files, null).Map(frame, CodeLanguage.Python)?.Path);
    }

    [Fact]
    public void Map_Vendored_IsMarked() => Assert.True(
        new FrameMapper(s_files, null)
            .Map(new StackFrame { File = "/app/vendor/markup/safe.py" }, CodeLanguage.Python)!.IsVendored);

    [Theory]
    [InlineData("java.util.List", "List.java", null)]
    [InlineData("org.example.mill.sacks.Sacks", "Sacks.kt", "src/main/kotlin/sacks/Sacks.kt")]
    [InlineData("org.other.sacks.Sacks", "Sacks.kt", null)]
    public void Map_KotlinWithoutItsRootPackage_FollowsThePackageLine(string type, string file, string? expected) =>
        Assert.Equal(expected, Of(new StackFrame { Type = type, File = file, Line = 2 }, CodeLanguage.Kotlin));

    [Theory]
    [InlineData("/go/pkg/mod/example.com/kim/lockdb@v0.0.1/lock.go", null)]
    [InlineData("/go/pkg/mod/example.org/mill@v1.2.0/lock.go", "lock.go")]
    [InlineData("/srv/mill/lock.go", "lock.go")]
    [InlineData("/srv/mill/node_modules/left/index.js", null)]
    [InlineData("/srv/mill/vendor/frame/kit/src/Http/Kernel.php", null)]
    [InlineData("/root/.cargo/registry/src/index/serde-1.0/src/lib.rs", null)]
    public void Map_Dependency_IsNoFileOfTheRepository(string file, string? expected) =>
        Assert.Equal(expected, Of(new StackFrame { File = file, Line = 1 }, CodeLanguage.Go));

    [Fact]
    public void Map_FileShorterThanTheLine_IsNotTheOne() => Assert.Equal(
        "store/stock.py", Of(new StackFrame { File = "stock.py", Line = 4 }, CodeLanguage.Python));

    [Theory]
    [InlineData("/app/dist/sacks/sack.service.js", "src/sacks/sack.service.ts")]
    [InlineData("/app/dist/src/sacks/sack.service.js", "src/sacks/sack.service.ts")]
    [InlineData("/app/other/sacks/sack.service.js", null)]
    public void Map_BuiltScript_IsItsSourceWithoutALine(string file, string? expected)
    {
        var frame = new FrameMapper(["src/sacks/sack.service.ts"], null).Map(
            new StackFrame { File = file, Line = 7 }, CodeLanguage.JavaScript);
        Assert.Equal((expected, 0), (frame?.Path, frame?.Line ?? 0));
    }

    [Theory]
    [InlineData("Mill.Book.Entry", "Total", "Book.cs")]
    [InlineData("Mill.Book+Entry", "Total", "Book.cs")]
    [InlineData("Mill.Shelf.Entry", "Total", null)]
    [InlineData("Mill.Book.Entry", "Weigh", null)]
    public void Map_NestedTypeWithoutFile_IsInTheFileOfAnOuterOne(string type, string method, string? expected) =>
        Assert.Equal(expected, Of(new StackFrame { Type = type, Method = method }, CodeLanguage.CSharp));

    [Theory]
    [InlineData("vendor/example.com/kim/lock.go", true, "vendor/modules.txt")]
    [InlineData("vendor/fast/core.py", true)]
    [InlineData("vendor/models.py", false)]
    [InlineData("yard/vendors/models.py", false)]
    [InlineData("src/main/java/yard/vendor/card/Card.java", false)]
    [InlineData("external/client/client.go", false)]
    [InlineData("external/zip/zip.py", true, "external/zip/LICENSE")]
    [InlineData("web/static/vendor/chart.js", true)]
    [InlineData("web/node_modules/left/index.js", true)]
    public void IsVendored_Folder_IsOneOfLibraries(string path, bool expected, params string[] more) =>
        Assert.Equal(expected, new FrameMapper([path, "main.py", .. more], null).IsVendored(path));

    private static string? Of(StackFrame frame, CodeLanguage language)
    {
        var files = new Dictionary<string, string>
        {
            ["go.mod"] = "module example.org/mill\n\ngo 1.23\n",
            ["lock.go"] = "package main\n",
            ["index.js"] = "run()\n",
            ["app/Http/Kernel.php"] = "<?php\n",
            ["src/lib.rs"] = "mod a;\n",
            ["stock.py"] = "a\n",
            ["store/stock.py"] = "a\nb\nc\nd\n",
            ["src/main/kotlin/sacks/Sacks.kt"] = "// Sacks\npackage org.example.mill.sacks\n",
            ["Book.cs"] = "class Book { class Entry { int Total() => 1; } }\n",
        };
        return new FrameMapper([.. files.Keys], null, f => files.GetValueOrDefault(f)).Map(frame, language)?.Path;
    }

    [Theory]
    [InlineData("/srv/shop/vendor/base/app/stats.py", "vendor/base")]
    [InlineData("vendor/base/app/stats.py", "vendor/base")]
    [InlineData("/srv/shop/core/app/stats.py", "core")]
    public void Map_FrameInASubmodule_IsNoFileOfTheOuterRepository(string file, string submodule)
    {
        var mapper = new FrameMapper(["app/stats.py"], null, links: [new(submodule, null, IsSubmodule: true)]);
        var frame = new StackFrame { File = file, Line = 6 };
        Assert.Null(mapper.Map(frame, CodeLanguage.Python));
        var missing = mapper.Missing(new TraceException("E", "", [frame]), CodeLanguage.Python);
        Assert.Equal((submodule + "/app/stats.py", submodule), (missing!.Path, missing.Submodule));
    }

    [Theory]
    [InlineData("/srv/shop/app/stats.py")]
    [InlineData("/core/app/stats.py")]
    [InlineData("/srv/hardcore/app/stats.py")]
    public void Map_FrameBesideASubmodule_IsTheFile(string file)
    {
        var mapper = new FrameMapper(["app/stats.py"], null, links: [new("core", null, IsSubmodule: true)]);
        Assert.Equal("app/stats.py", mapper.Map(new StackFrame { File = file }, CodeLanguage.Python)?.Path);
    }

    [Fact]
    public void Map_LinkAndFileOfTheSameEnd_TakesTheFile()
    {
        var mapper = new FrameMapper(
            ["old/app/stats.py", "z/new/app/stats.py"], null, links: [new("a/app/stats.py", "z/new/app/stats.py")]);
        var frame = new StackFrame { File = "/x/app/stats.py" };
        Assert.Equal("old/app/stats.py", mapper.Map(frame, CodeLanguage.Python)?.Path);
    }
}
