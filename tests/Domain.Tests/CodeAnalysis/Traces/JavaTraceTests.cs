namespace OpsFlow.Domain.Tests.CodeAnalysis.Traces;

public sealed class JavaTraceTests
{
    [Fact]
    public void Parse_ClassesOfTheVirtualMachine_DoNotHideTheApplication() => Assert.Equal(
        "Java | mill.Grain$DampException | lambda$all$0@Sack.java:14 bake@Oven.kt:7",
        TraceReading.Of("""
            mill.Grain$DampException: damp
            	at mill.Sack.lambda$all$0(Sack.java:14)
            	at mill.Sack$$Lambda$31/20881.apply(Unknown Source)
            	at mill.Sack$$Lambda/0x00007f2c.apply(Unknown Source:31)
            	at jdk.proxy2/jdk.proxy2.$Proxy98.all(Unknown Source)
            	at java.base/jdk.internal.reflect.NativeMethodAccessorImpl.invoke0(Native Method)
            	at mill.Sack$$EnhancerBySpringCGLIB$$8f3a.all(<generated>)
            	at mill.Oven.bake(Oven.kt:7)
            """));

    [Fact]
    public void Parse_NameWithSpaces_IsAMethod() => Assert.Equal(
        "Kotlin | java.lang.AssertionError | bakes a loaf@OvenTest.kt:9",
        TraceReading.Of("java.lang.AssertionError: cold\n\tat mill.OvenTest.bakes a loaf(OvenTest.kt:9)\n"));

    [Fact]
    public void Parse_SuppressedWithACause_LeavesTheMainExceptionFirst() => Assert.Equal(
        "Java | java.lang.ClassCastException, mill.MixException, java.io.IOException, java.net.SocketException"
            + " | mix@Dough.java:8 knead@Dough.java:3 close@Pipe.java:5 send@Pipe.java:9",
        TraceReading.Of("""
            mill.MixException: mixed
            	at mill.Dough.knead(Dough.java:3)
            	Suppressed: java.io.IOException: close
            		at mill.Pipe.close(Pipe.java:5)
            	Caused by: java.net.SocketException: gone
            		at mill.Pipe.send(Pipe.java:9)
            		... 2 more
            Caused by: java.lang.ClassCastException: no
            	at mill.Dough.mix(Dough.java:8)
            	... 1 more
            """));

    [Theory]
    [InlineData("Wrapped by: ")]
    [InlineData("Causing: ")]
    public void Parse_RootCauseFirst_IsTheFirst(string label) => Assert.Equal(
        "Java | java.lang.ArithmeticException, web.PageException | half@Loaf.java:4 show@Page.java:8",
        TraceReading.Of(
            "java.lang.ArithmeticException: / by zero\n\tat mill.Loaf.half(Loaf.java:4)\n"
            + "\t... 9 common frames omitted\n"
            + label + "web.PageException: page\n\tat web.Page.show(Page.java:8)\n"));

    [Theory]
    [InlineData("\t... 2 more\n", "half@Loaf.java:4 cut@Knife.java:6")]
    [InlineData("\t... 1 more\n", "cut@Knife.java:6")]
    [InlineData("", "half@Loaf.java:4 cut@Knife.java:6")]
    public void Parse_CauseWithoutOwnFrames_SharesThoseOfItsEffect(string more, string shared) => Assert.Equal(
        $"Java | java.lang.ArithmeticException, CutException | {shared} half@Loaf.java:4 cut@Knife.java:6",
        TraceReading.Of(
            "Exception in thread \"main\" CutException: cut\n\tat mill.Loaf.half(Loaf.java:4)\n"
            + "\tat mill.Knife.cut(Knife.java:6)\nCaused by: java.lang.ArithmeticException: / by zero\n" + more));

    [Fact]
    public void Parse_CopyThatCoroutinesThrow_IsTheError() => Assert.Equal(
        "Kotlin | mill.DampException | weigh@Sack.kt:4 load@Mill.kt:9",
        TraceReading.Of("""
            mill.DampException: damp
            	at mill.Sack.weigh(Sack.kt:4)
            	at _COROUTINE._BOUNDARY._(CoroutineDebugging.kt:46)
            	at mill.Mill.load(Mill.kt:9)
            Caused by: mill.DampException: damp
            	at mill.Sack.weigh(Sack.kt:4)
            	at kotlinx.coroutines.DispatchedTask.run(DispatchedTask.kt:108)
            """));

    [Fact]
    public void Parse_ReactorsAssemblyTrace_LeavesTheFramesToTheError()
    {
        var trace = TraceReading.Read("""
            java.lang.IllegalStateException: oven is cold
            	Suppressed: reactor.core.publisher.FluxOnAssembly$OnAssemblyException: 
            Error has been observed at the following site(s):
            	*__checkpoint ⇢ mill.Oven.heat
            Original Stack Trace:
            		at mill.Oven.heat(Oven.java:12)
            		at mill.Oven.start(Oven.java:5)
            """);
        var error = Assert.Single(trace.Exceptions);
        Assert.Equal(("java.lang.IllegalStateException", "oven is cold"), (error.Type, error.Message));
        Assert.Equal(["heat@Oven.java:12", "start@Oven.java:5"], error.Frames.Select(TraceReading.Place));
    }
}
