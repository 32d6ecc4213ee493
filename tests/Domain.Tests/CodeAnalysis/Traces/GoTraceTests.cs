namespace OpsFlow.Domain.Tests.CodeAnalysis.Traces;

public sealed class GoTraceTests
{
    [Fact]
    public void Parse_ListOfPlaces_StartsBelowTheLastPanic() => Assert.Equal(
        "Go | runtime error | @/srv/mill/sack.go:6 @/srv/mill/main.go:9",
        TraceReading.Of("""
            PANIC: runtime error: index out of range [3] with length 2
            /usr/local/go/src/runtime/panic.go:792 (0x47da31)
            /srv/mill/web/recover.go:8 (0x180eaa4)
            /usr/local/go/src/runtime/panic.go:262 (0x480118)
            /usr/local/go/src/runtime/signal_unix.go:925 (0x4800e8)
            /srv/mill/sack.go:6 (0xe9ddc3)
            /usr/local/go/src/net/http/server.go:2294 (0x91dd48)
            /srv/mill/main.go:9 (0xe9ddd0)
            """));

    [Fact]
    public void Parse_ListWithFunctions_HasThem() => Assert.Equal(
        "Go | reported.Type | Weigh@/srv/mill/sack.go:6",
        TraceReading.Of("""
            /usr/local/go/src/runtime/panic.go:88 (0x4350e1)
            	goPanicIndex: panic(boundsError{x: int64(x), y: y})
            /srv/mill/sack.go:6 (0x70c4e1)
            	(*Sack).Weigh: return s.grains[3]
            """));

    [Theory]
    [InlineData("mill.Map[...](...)", "Map")]
    [InlineData("mill.(*Sack[...]).Weigh(0xc0)", "Weigh")]
    [InlineData("mill.Map[...].func1(0x1)", "Map")]
    [InlineData("mill.(*Sack).Weigh-fm()", "Weigh")]
    public void Parse_GenericFunction_HasItsName(string function, string method)
    {
        var trace = TraceReading.Read(
            $"panic: no [recovered]\n\ngoroutine 1 [running]:\n{function}\n\t/srv/sack.go:6 +0x1\n");
        Assert.Equal(($"{method}@/srv/sack.go:6", "no"),
            (TraceReading.Place(trace.Frames.Single()), trace.Exceptions[0].Message));
    }
}
