using System.Text;
using System.Text.Json;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Domain.Tests.CodeAnalysis.Traces;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Reports;

/// <summary>
/// What Sentry's SDKs send is read as if the language itself had printed it. A frame is written as
/// "module | function | file | line".
/// </summary>
public sealed class SentryTraceTests
{
    [Theory]
    [InlineData("java", "mill.Damp",
        "mill.Main|main|Main.java|4; jdk.internal.Invoker|invoke0|native|-2; mill.Sack|weigh|Sack.java|6",
        "Java | mill.Damp | weigh@Sack.java:6 main@Main.java:4")]
    [InlineData("csharp", "Mill.DampException",
        @"Mill.Main+<Run>d__4|MoveNext|C:\mill\Main.cs|9; Mill.Sack|Sum|Sack.cs|8",
        @"CSharp | Mill.DampException | Sum@Sack.cs:8 Run@C:\mill\Main.cs:9")]
    [InlineData("csharp", "Mill.DampException",
        "|Task Mill.Main.Run(string[] args)|/src/Main.cs|9; Mill.Sack|Weigh { <lambda> }||0",
        "CSharp | Mill.DampException | Weigh@:0 Run@/src/Main.cs:9")]
    [InlineData("go", "runtime.boundsError",
        "main|main|/srv/main.go|5; example.org/mill/sack|(*Sack).Weigh|/srv/sack/sack.go|6",
        "Go | runtime.boundsError | Weigh@/srv/sack/sack.go:6 main@/srv/main.go:5")]
    [InlineData("javascript", "Damp", "|?|/srv/main.js|4; |weigh|app:///src/sack.js|6",
        "JavaScript | Damp | weigh@/src/sack.js:6 @/srv/main.js:4")]
    [InlineData("ruby", "Mill::Damp", "|main|main.rb|4; |weigh|app/sack.rb|6",
        "Unknown | Mill::Damp | weigh@app/sack.rb:6 main@main.rb:4")]
    [InlineData("elixir", "Damp", "|Mill.Sack.weigh/1|lib/sack.ex|6", "Unknown | Damp | @lib/sack.ex:6")]
    [InlineData("", "Damp", "|weigh|mill/sack.py|6", "Python | Damp | weigh@mill/sack.py:6")]
    public void Parse_Frames_AreReadAsTheLanguagesOwn(string platform, string type, string frames, string read)
    {
        var report = Parse(platform, (type, "", frames));
        Assert.Equal(read, TraceReading.Of(report.StackTrace).Replace("reported.Type", report.ErrorType));
    }

    [Theory]
    [InlineData("python", "py")]
    [InlineData("java", "java")]
    [InlineData("csharp", "cs")]
    [InlineData("node", "js")]
    public void Parse_Causes_ComeFirst(string platform, string ending)
    {
        var report = Parse(
            platform,
            ("Cold", "mill", $"mill.Oven|heat|Oven.{ending}|2"),
            ("Damp", "mill", $"mill.Sack|weigh|Sack.{ending}|3"));
        Assert.EndsWith($" | heat@Oven.{ending}:2 weigh@Sack.{ending}:3", TraceReading.Of(report.StackTrace));
        Assert.Equal("mill.Damp", report.ErrorType);
    }

    private static ErrorReport Parse(string platform, params (string Type, string Module, string Frames)[] exceptions)
    {
        var body = JsonSerializer.Serialize(new
        {
            server_name = "mill",
            platform,
            exception = new
            {
                values = exceptions.Select(e => new
                {
                    type = e.Type,
                    module = e.Module,
                    value = "7",
                    stacktrace = new { frames = e.Frames.Split("; ").Select(Frame) },
                }),
            },
        });
        return ReportParser.Parse(Encoding.UTF8.GetBytes(body), out _)!;
    }

    private static object Frame(string frame)
    {
        var parts = frame.Split('|');
        var isNative = parts[2] == "native";
        return new
        {
            module = parts[0],
            function = parts[1],
            filename = isNative ? "" : parts[2],
            lineno = int.Parse(parts[3]),
            native = isNative,
        };
    }
}
