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
}
