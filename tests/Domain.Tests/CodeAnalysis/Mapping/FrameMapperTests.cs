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
    [InlineData("/srv/shop/vendor/base/app/stats.py", "vendor/base")]
    [InlineData("vendor/base/app/stats.py", "vendor/base")]
    [InlineData("/srv/shop/core/app/stats.py", "core")]
    public void Map_FrameInASubmodule_IsNoFileOfTheOuterRepository(string file, string submodule)
    {
        var mapper = new FrameMapper(["app/stats.py"], null, [new(submodule, null, IsSubmodule: true)]);
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
        var mapper = new FrameMapper(["app/stats.py"], null, [new("core", null, IsSubmodule: true)]);
        Assert.Equal("app/stats.py", mapper.Map(new StackFrame { File = file }, CodeLanguage.Python)?.Path);
    }

    [Fact]
    public void Map_LinkAndFileOfTheSameEnd_TakesTheFile()
    {
        var mapper = new FrameMapper(
            ["old/app/stats.py", "z/new/app/stats.py"], null, [new("a/app/stats.py", "z/new/app/stats.py")]);
        var frame = new StackFrame { File = "/x/app/stats.py" };
        Assert.Equal("old/app/stats.py", mapper.Map(frame, CodeLanguage.Python)?.Path);
    }
}
