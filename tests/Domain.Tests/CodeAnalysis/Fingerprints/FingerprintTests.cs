using OpsFlow.Domain.CodeAnalysis.Fingerprints;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Fingerprints;

public sealed class FingerprintTests
{
    private const string Trace = """
        java.lang.IllegalStateException: order 17
        	at com.acme.Store.find(Store.java:12)
        	at com.acme.Api.lambda$get$3(Api.java:40)
        	at java.base/java.lang.Thread.run(Thread.java:840)
        """;

    [Fact]
    public void Compute_OtherNumbersLinesAndRuntimeFrames_IsTheSame() => Assert.Equal(
        Of("A", "order 17", Trace),
        Of("A", "order 18", Trace.Replace("17", "18").Replace(":12)", ":13)")
            .Replace("$3", "$4").Replace("Thread.run", "Thread.go")));

    [Fact]
    public void Compute_OtherMethodOrType_Differs()
    {
        Assert.NotEqual(Of("A", "x", Trace), Of("A", "x", Trace.Replace("Store.find", "Store.load")));
        Assert.NotEqual(Of("A", "x", Trace), Of("B", "x", Trace));
    }

    [Fact]
    public void Compute_NoFrames_UsesTheNormalizedMessage()
    {
        Assert.Equal(Of("A", "user 4711 at 0xdeadbeef 'bob'", ""), Of("A", "user 12 at 0xcafe 'eve'", ""));
        Assert.NotEqual(Of("A", "disk full", ""), Of("A", "out of memory", ""));
    }

    [Theory]
    [InlineData("no handler for mill.Job@1b2c3d4e", "no handler for mill.Job@5f6a7b8c")]
    [InlineData("sack 5f3a9c1b is damp", "sack c41d90ee is damp")]
    [InlineData("no mail to ann@mill.example", "no mail to bob.lee@oven.example.org")]
    [InlineData("card 00:1b:44:11:3a:b7 is away", "card 00:1b:44:11:3a:c9 is away")]
    [InlineData("host fe80::1ff:fe23:4567:890a is away", "host 2001:db8::ff00:42:8329 is away")]
    [InlineData("batch 01ARZ3NDEKTSV4RRFFQ69G5FAV is over", "batch 01BX5ZZKBKACTAV9WEVGEMMVRZ is over")]
    [InlineData("no sack “rye”, 'spelt'", "no sack “oats”, 'millet'")]
    public void Compute_OtherIdsInTheMessage_IsTheSame(string one, string other) =>
        Assert.Equal(Of("A", one, ""), Of("A", other, ""));

    [Theory]
    [InlineData("can't open the sack, it isn't there", "can't weigh the sack, it isn't there")]
    [InlineData("the face is dead", "the cafe is dead")]
    [InlineData("Mill::Face is away", "Mill::Cafe is away")]
    public void Compute_OtherWordsInTheMessage_Differs(string one, string other) =>
        Assert.NotEqual(Of("A", one, ""), Of("A", other, ""));

    [Theory]
    [InlineData("org.postgresql.core.v3.QueryExecutorImpl.execute(QueryExecutorImpl.java:1)")]
    [InlineData("com.unknown.driver.Wire.send(Wire.java:1)")]
    public void Compute_TwoErrorsBelowOneDriver_Differ(string frame)
    {
        var driver = Enumerable.Range(0, 20).Select(i => $"\tat {frame.Replace("(", $"{(char)('A' + i)}(")}\n");
        string Below(string place) => "java.lang.RuntimeException: x\n" + string.Concat(driver)
            + $"\tat mill.{place}.store({place}.java:7)\n";
        Assert.NotEqual(Of("A", "x", Below("Sacks")), Of("A", "x", Below("Loaves")));
        Assert.Equal(Of("A", "x", Below("Sacks")), Of("A", "y", Below("Sacks")));
    }

    [Fact]
    public void Compute_PlacesWithoutFunctions_CountTheirLines()
    {
        string List(int line) => $"panic: no\n/srv/mill/sack.go:{line} (0x1)\n/srv/mill/main.go:3 (0x2)\n";
        Assert.NotEqual(Of("A", "x", List(6)), Of("A", "x", List(60)));
    }

    [Theory]
    [InlineData("chunks/tag-a778373a.js", "chunks/tag-c41d90ee.js", true)]
    [InlineData("assets/index-DkF3x9aQ.js", "assets/index-BxQlwTcZ.js", true)]
    [InlineData("main.3f2a.js", "main.9c1b.js", true)]
    [InlineData("src/order-list.js", "src/order-item.js", false)]
    public void Compute_HashInTheNameOfAScript_DoesNotCount(string one, string other, bool isSame)
    {
        string In(string file) =>
            Of("TypeError", "x", $"TypeError: x\n    at render (https://mill.example/{file}:1:200)");
        Assert.Equal(isSame, In(one) == In(other));
    }

    private static string Of(string type, string message, string trace) =>
        Fingerprint.Compute(new AnalysisRequest { ErrorType = type, Message = message, StackTrace = trace });
}
