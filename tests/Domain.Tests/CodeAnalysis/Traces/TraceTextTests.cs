namespace OpsFlow.Domain.Tests.CodeAnalysis.Traces;

/// <summary>Traces as they arrive when something wrote them once more.</summary>
public sealed class TraceTextTests
{
    private const string Java = "java.lang.IllegalStateException: damp\n\tat mill.Sack.weigh(Sack.java:6)\n"
        + "\tat mill.Main.main(Main.java:4)\n";

    private const string JavaRead =
        "Java | java.lang.IllegalStateException | weigh@Sack.java:6 main@Main.java:4";

    private const string Python = "Traceback (most recent call last):\n  File \"/srv/sack.py\", line 3, in weigh\n"
        + "    return scale.read()\nscale.Broken: 7\n";

    private const string PythonRead = "Python | scale.Broken | weigh@/srv/sack.py:3";

    [Theory]
    [InlineData("mill-1  | ")]
    [InlineData("! ")]
    [InlineData("│ ")]
    [InlineData("2026-01-02 10:00:0{0},123 ERROR [stderr] (task-{0}) ")]
    [InlineData("Mar 01 20:23:4{0} host mill[579{0}]: ")]
    [InlineData("mill-1  | 10:00:0{0} [ERROR] ")]
    public void Parse_PrefixOnEachLine_IsTakenOff(string prefix)
    {
        Assert.Equal(JavaRead, TraceReading.Of(Prefixed(Java, prefix)));
        Assert.Equal(PythonRead, TraceReading.Of(Prefixed(Python, prefix)));
    }

    [Fact]
    public void Parse_PrefixOnSomeLines_IsTakenOffThere() => Assert.Equal(
        PythonRead,
        TraceReading.Of("""
            [2026-01-02 10:00:00] [WARN] [mill] Traceback (most recent call last):
            [2026-01-02 10:00:01] [WARN] [mill]   File "/srv/sack.py", line 3, in weigh
                return scale.read()
                       ~~~~~~~~~~^^
            [2026-01-02 10:00:12] [WARN] [mill] scale.Broken: 7
            """));

    [Fact]
    public void Parse_WordsBeforeACall_AreNoPrefix() => Assert.Equal(
        "JavaScript | Error | weigh@/srv/sack.js:3",
        TraceReading.Of("Error: refused at weigh (step 3)\n    at weigh (/srv/sack.js:3:1)\n"));

    [Fact]
    public void Parse_Colors_AreTakenOff() => Assert.Equal(
        PythonRead,
        TraceReading.Of(
            "Traceback (most recent call last):\n  File \u001b[35m\"/srv/sack.py\"\u001b[0m, "
            + "line \u001b[35m3\u001b[0m, in \u001b[35mweigh\u001b[0m\n    return \u001b[31mscale.read()\u001b[0m\n"
            + "\u001b[1;35mscale.Broken\u001b[0m: \u001b[35m7\u001b[0m\n"));

    [Fact]
    public void Parse_WrittenLineEnds_AreLineEnds()
    {
        Assert.Equal(JavaRead, TraceReading.Of(Java.Replace("\n", @"\n").Replace("\t", @"\t")));
        Assert.Equal(PythonRead, TraceReading.Of(Python.Replace("\"", "\\\"").Replace("\n", @"\n")));
        Assert.Equal(
            @"CSharp | System.Exception | Weigh@C:\new\table\Sack.cs:8 Main@C:\new\Main.cs:3",
            TraceReading.Of(@"System.Exception: x\n   at Mill.Sack.Weigh() in C:\new\table\Sack.cs:line 8\n"
                + @"   at Mill.Program.Main() in C:\new\Main.cs:line 3"));
    }

    [Fact]
    public void Parse_Html_IsText() => Assert.Equal(
        "JavaScript | SyntaxError | <anonymous>@/srv/sack.js:3 weigh@/srv/sack.js:9",
        TraceReading.Of("<!DOCTYPE html><html><body><pre>SyntaxError: Unexpected token &quot;a&quot;<br> &nbsp; &nbsp;"
            + "at Object.&lt;anonymous&gt; (/srv/sack.js:3:5)<br> &nbsp; &nbsp;at weigh (/srv/sack.js:9:1)</pre>"
            + "</body></html>"));

    [Theory]
    [InlineData("在")]
    [InlineData("위치")]
    public void Parse_TranslatedAt_IsRead(string at) =>
        Assert.Equal(JavaRead, TraceReading.Of(Java.Replace("\tat ", $"\t{at} ")));

    [Fact]
    public void Parse_Box_IsRead() => Assert.Equal(
        PythonRead,
        TraceReading.Of("""
            ╭──── Traceback (most recent call last) ────╮
            │ /srv/sack.py:3 in weigh                   │
            │                                           │
            │ ❱ 3     return scale.read()               │
            ╰───────────────────────────────────────────╯
            scale.Broken: 7
            """));

    private static string Prefixed(string trace, string prefix) => string.Concat(
        trace.TrimEnd('\n').Split('\n').Select((l, i) => $"{string.Format(null, prefix, i + 1)}{l}\n"));
}
