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

    private static string Of(string type, string message, string trace) =>
        Fingerprint.Compute(new AnalysisRequest { ErrorType = type, Message = message, StackTrace = trace });
}
