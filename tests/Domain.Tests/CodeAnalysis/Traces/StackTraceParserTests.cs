using System.Diagnostics;
using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Traces;

public sealed class StackTraceParserTests
{
    [Fact]
    public void Parse_JavaWithCause_PutsTheCauseFirst()
    {
        var trace = Parse("""
            java.lang.IllegalStateException: outer
            	at com.acme.A.run(A.java:10)
            	at java.base/java.lang.Thread.run(Thread.java:840)
            	Suppressed: java.io.IOException: closing
            		at com.acme.R.close(R.java:5)
            		... 1 more
            Caused by: java.lang.NullPointerException: inner
            second line
            	at app//com.acme.B$Inner.call(B.java:20) ~[app.jar:1.0]
            	... 3 more
            """);

        Assert.Equal(CodeLanguage.Java, trace.Language);
        Assert.Equal(
            ["java.lang.NullPointerException", "java.lang.IllegalStateException", "java.io.IOException"],
            trace.Exceptions.Select(e => e.Type));
        Assert.Equal("inner\nsecond line", trace.Exceptions[0].Message);
        var top = trace.Frames.First();
        Assert.Equal(("com.acme.B$Inner", "call", "B.java", 20), (top.Type, top.Method, top.File, top.Line));
        Assert.True(trace.Exceptions[1].Frames[1].IsRuntime);
    }

    [Fact]
    public void Parse_JavaGenerated_IsMarked() =>
        Assert.True(Parse("a.B: x\n\tat rules.Ex12.getValue(Unknown Source)\n").Frames.First().IsGenerated);

    [Fact]
    public void Parse_Kotlin_IsNamed() => Assert.Equal(
        CodeLanguage.Kotlin,
        Parse("kotlin.KotlinNullPointerException\n\tat com.acme.OrdersKt.main(Orders.kt:7)\n").Language);

    [Fact]
    public void Parse_CSharpWithInnerAndAsync_GivesMethods()
    {
        var trace = Parse("""
            System.InvalidOperationException: outer
             ---> System.NullReferenceException: Object reference not set to an instance of an object.
               at Acme.Orders.Service.<LoadAsync>d__3.MoveNext() in /src/Orders/Service.cs:line 42
               at Acme.Orders.Cache`1.Get[T](String key, Func`2 make) in C:\work\Orders\Cache.cs:line 7
               --- End of inner exception stack trace ---
               at Acme.Orders.Controller..ctor(Service s)
               at System.Threading.Tasks.Task.Run()
            """);

        Assert.Equal(CodeLanguage.CSharp, trace.Language);
        Assert.Equal(
            ["System.NullReferenceException", "System.InvalidOperationException"],
            trace.Exceptions.Select(e => e.Type));
        Assert.Equal(["LoadAsync", "Get", "Controller", "Run"], trace.Frames.Select(f => f.Method));
        Assert.Equal(("/src/Orders/Service.cs", 42), (trace.Frames.First().File, trace.Frames.First().Line));
        Assert.Equal([false, false, false, true], trace.Frames.Select(f => f.IsRuntime));
    }

    [Fact]
    public void Parse_PythonChained_PutsTheRaisedOneFirstAndReversesFrames()
    {
        var trace = Parse("""
            Traceback (most recent call last):
              File "/app/a.py", line 3, in read
                return int(text)
                       ^^^^^^^^^
            ValueError: invalid literal for int() with base 10: 'x'

            During handling of the above exception, another exception occurred:

            Traceback (most recent call last):
              File "/app/main.py", line 9, in <module>
                main()
              File "/app/b.py", line 5, in handle
                log(e.missing)
            AttributeError: 'ValueError' object has no attribute 'missing'
            """);

        Assert.Equal(["AttributeError", "ValueError"], trace.Exceptions.Select(e => e.Type));
        Assert.Equal(["handle", "<module>", "read"], trace.Frames.Select(f => f.Method));
        Assert.Equal("log(e.missing)", trace.Frames.First().Code);
    }

    [Fact]
    public void Parse_PythonDirectCause_PutsTheCauseFirst()
    {
        var trace = Parse("""
            Traceback (most recent call last):
              File "/app/a.py", line 3, in read
                x
            KeyError: 'a'

            The above exception was the direct cause of the following exception:

            Traceback (most recent call last):
              File "/app/b.py", line 5, in handle
                y
            app.errors.LoadError: no a
            """);
        Assert.Equal(["KeyError", "app.errors.LoadError"], trace.Exceptions.Select(e => e.Type));
    }

    [Fact]
    public void Parse_PythonSyntaxError_HasTheFile()
    {
        var trace = Parse("""
            Traceback (most recent call last):
              File "/app/run.py", line 1, in <module>
                import broken
              File "/app/broken.py", line 2
                def f(:
                      ^
            SyntaxError: invalid syntax
            """);
        Assert.Equal(("/app/broken.py", 2), (trace.Frames.First().File, trace.Frames.First().Line));
        Assert.Equal("SyntaxError", trace.Exceptions[0].Type);
    }

    [Fact]
    public void Parse_PythonGroup_FindsTheInnerErrors()
    {
        var trace = Parse("""
              + Exception Group Traceback (most recent call last):
              |   File "/app/main.py", line 4, in <module>
              |     run()
              | ExceptionGroup: several (1 sub-exception)
              +-+---------------- 1 ----------------
                | Traceback (most recent call last):
                |   File "/app/job.py", line 8, in work
                |     1 / 0
                | ZeroDivisionError: division by zero
                +------------------------------------
            """);
        Assert.Contains(trace.Exceptions, e => e.Type == "ZeroDivisionError" && e.Frames[0].File == "/app/job.py");
    }

    [Theory]
    [InlineData("    at splitCells (file:///app/src/helpers.js:165:32)", "splitCells", "/app/src/helpers.js", 165)]
    [InlineData("    at async Store.load (/app/src/store.ts:7:3)", "load", "/app/src/store.ts", 7)]
    [InlineData("    at Function.marked [as parse] (/app/a.js:1:2)", "marked", "/app/a.js", 1)]
    [InlineData("    at new Order (/app/order.js:3:11)", "Order", "/app/order.js", 3)]
    [InlineData("    at /app/index.js:12:5", "", "/app/index.js", 12)]
    [InlineData(
        "    at t.render (https://cdn.example.com/static/main.3f2a.js:1:23456)", "render", "/static/main.3f2a.js", 1)]
    [InlineData("load@http://localhost:3000/src/app.js:10:15", "load", "/src/app.js", 10)]
    [InlineData("    at C.go (webpack-internal:///./src/c.js:4:9)", "go", "webpack-internal:///./src/c.js", 4)]
    public void Parse_JavaScriptFrames_AreRead(string line, string method, string file, int number)
    {
        var frame = Assert.Single(Parse("TypeError: x\n" + line).Frames);
        Assert.Equal((method, number), (frame.Method, frame.Line));
        Assert.EndsWith(file[(file.LastIndexOf('/') + 1)..], frame.File);
    }

    [Fact]
    public void Parse_JavaScriptEval_IsGeneratedAtItsMaker()
    {
        var frame = Parse("TypeError: x\n    at eval (eval at make (/app/compiler.js:262:23), <anonymous>:15:245)")
            .Frames.Single();
        Assert.True(frame.IsGenerated);
        Assert.Equal(("/app/compiler.js", 262), (frame.File, frame.Line));
    }

    [Fact]
    public void Parse_GoPanic_StartsBelowThePanicAndTakesOneGoroutine()
    {
        var trace = Parse("""
            panic: runtime error: index out of range [3] with length 2 [recovered]

            goroutine 7 [running]:
            main.recoverer.func1()
            	/app/main.go:18 +0x58
            panic({0x713c40?, 0xc000012345?})
            	/usr/local/go/src/runtime/panic.go:860 +0x13a
            github.com/acme/orders/internal/cart.(*Cart).Total(0xc0000, {0x0, 0x0})
            	/app/internal/cart/cart.go:31 +0x318
            main.handle.func2(...)
            	/app/main.go:40
            created by net/http.(*Server).Serve in goroutine 1
            	/usr/local/go/src/net/http/server.go:3464 +0x485

            goroutine 8 [sleep]:
            main.other()
            	/app/other.go:3
            """);

        Assert.Equal("runtime error", trace.Exceptions.Single().Type);
        Assert.StartsWith("index out of range", trace.Exceptions[0].Message);
        Assert.Equal(["Total", "handle", "Serve"], trace.Frames.Select(f => f.Method));
        Assert.Equal("/app/internal/cart/cart.go", trace.Frames.First().File);
    }

    [Fact]
    public void Parse_OtherLanguage_TakesPlaces()
    {
        var trace = Parse(
            "app/models/order.rb:12:in `total': undefined method (NoMethodError)\n\tfrom app/main.rb:3:in `<main>'");
        Assert.Equal([("app/models/order.rb", 12), ("app/main.rb", 3)], trace.Frames.Select(f => (f.File, f.Line)));
    }

    [Theory]
    [InlineData(null, CodeLanguage.JavaScript)]
    [InlineData("java", CodeLanguage.Java)]
    public void Parse_TwoLanguages_FollowsWhatTheServerIs(string? hint, CodeLanguage language) => Assert.Equal(
        language,
        TraceReading.Read(
            """
            mill.PageException: page
            	at mill.Page.show(Page.java:3)
            	at mill.Main.main(Main.java:4)
            TypeError: x
                at a (/srv/a.js:1:1)
                at b (/srv/a.js:2:1)
                at c (/srv/a.js:3:1)
            """,
            hint).Language);

    [Theory]
    [InlineData("")]
    [InlineData("   \n\n")]
    [InlineData("at at at at (((((")]
    [InlineData("File \"\", line , in")]
    public void Parse_Nothing_KeepsTheReportedError(string text)
    {
        var trace = Parse(text);
        Assert.Equal("reported.Type", trace.Exceptions.Single().Type);
        Assert.Empty(trace.Frames);
    }

    [Theory]
    [InlineData("\tat a.b(")]
    [InlineData("  File \"a")]
    [InlineData("at eval (eval at ")]
    [InlineData("((((((((")]
    [InlineData("a.a.a.a.a.a.A: ")]
    [InlineData("x@")]
    [InlineData("| + - ")]
    public void Parse_HostileRepetition_EndsSoon(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 100_000)) + "\n"
            + string.Concat(Enumerable.Repeat(piece + "\n", 20_000));
        var clock = Stopwatch.StartNew();
        var trace = Parse(text);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60));
        Assert.True(trace.IsTruncated);
    }

    private static ParsedTrace Parse(string text) =>
        StackTraceParser.Parse(
            new AnalysisRequest { ErrorType = "reported.Type", Message = "reported", StackTrace = text });
}
