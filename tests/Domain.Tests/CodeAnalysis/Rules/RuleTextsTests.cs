using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Domain.CodeAnalysis.Traces;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Rules;

/// <summary>The rules' sentences say nothing that the report does not show.</summary>
public sealed class RuleTextsTests
{
    [Theory]
    [InlineData("app/Sack.php", "<?php\n$a;\n$b;\n", "E", "/srv/app/Sack.php(3): closure()",
        "E is raised in app/Sack.php:3.")]
    [InlineData("sack.py", "a\nb\nweigh()\n", "E",
        "Traceback (most recent call last):\n  File \"/srv/sack.py\", line 3, in <module>\n    weigh()\nE: m\n",
        "E is raised in top-level code (sack.py:3).")]
    [InlineData("Sack.cs", "class Sack\n{\n    int Weigh() => Grain.Weight;\n}\n", "System.NullReferenceException",
        "System.NullReferenceException: m\n   at Mill.Sack.Weigh()\n",
        "A value is null where it is used, in Weigh (Sack.cs)")]
    [InlineData("sack.go", "package mill\n\nfunc weigh() {\n\ts.grain.weight()\n}\n", "runtime error",
        "panic: runtime error: invalid memory address or nil pointer dereference\n\ngoroutine 1 [running]:\n"
            + "mill.weigh()\n\t/srv/sack.go:4 +0x1\n",
        "A value is nil where it is used, in weigh (sack.go:4)")]
    [InlineData("sack.js", "function weigh(s) {\n  return s.grain.weight\n}\n", "TypeError",
        "TypeError: Cannot read properties of undefined (reading 'weight')\n    at weigh (/srv/sack.js:2:3)\n",
        "A value is null or undefined where it is used ('weight' is asked of it), in weigh (sack.js:2)")]
    public async Task AnalyzeAsync_RootCause_NamesWhatIsKnown(
        string path, string text, string type, string trace, string cause) =>
        Assert.StartsWith(cause, (await AnalyzeAsync(path, text, type, trace)).RootCause);

    [Theory]
    [InlineData("   at Mill.Sack.Weigh()", "the trace does not tell which line failed")]
    [InlineData("   at Mill.Sack.Weigh() in /src/Sack.cs:line 99", "another version is deployed")]
    public async Task AnalyzeAsync_LineNotKnown_SaysWhy(string frame, string reason)
    {
        const string text = "class Sack\n{\n    int Weigh() => 1;\n}\n";
        var result = await AnalyzeAsync("Sack.cs", text, "E", $"System.Exception: m\n{frame}\n");
        Assert.Contains(reason, result.NoFixReason);
    }

    [Theory]
    [InlineData("Sack matching query does not exist.", "A record that is looked for", "찾는 데이터가 존재하지 않습니다")]
    [InlineData("no such table: sacks", "The database lacks a table", "데이터베이스에 없습니다")]
    [InlineData("duplicate key value", "a constraint forbids it", "제약 조건이 거부합니다")]
    [InlineData("No value present", "A value is taken", "없는 값을 꺼냅니다")]
    [InlineData("integer out of range", "not allowed to be so large", "허용되지 않는 값")]
    [InlineData("weigh() got an unexpected keyword argument 'a'", "arguments that it does not take", "받을 수 없는 인자")]
    [InlineData("Assignment to constant variable.", "may not change", "바꿀 수 없는 것")]
    [InlineData("HTTP Error 404: Not Found", "answered with an error", "오류로 응답했습니다")]
    public async Task AnalyzeAsync_Kind_IsSaidInBothLanguages(string message, string english, string korean)
    {
        var trace = "Traceback (most recent call last):\n  File \"/srv/sack.py\", line 2, in weigh\n    x\n"
            + $"E: {message}\n";
        const string text = "def weigh(s):\n    return find(s)\n";
        Assert.Contains(english, (await AnalyzeAsync("sack.py", text, "E", trace)).RootCause);
        using var language = Language.Use(Language.Korean);
        Assert.Contains(korean, (await AnalyzeAsync("sack.py", text, "E", trace)).RootCause);
    }

    [Theory]
    [InlineData("weigh", "in weigh (core/sack.py:3)")]
    [InlineData("<module>", "in top-level code (core/sack.py:3)")]
    public void RootCause_OnlyFrameIsMissing_SaysWhatAndWhere(string method, string place)
    {
        var frame = new StackFrame { Function = method, Method = method, File = "/srv/core/sack.py", Line = 3 };
        var facts = new ErrorFacts(ErrorKind.NullDereference, null, null, []);
        using var folder = new TempFolder();
        var cause = RuleTexts.RootCause(
            facts, new("AttributeError", "m", [frame]), null, new(frame, "core/sack.py", "core"), [],
            new SuspectBoard(new FolderContext(folder.Path)));
        Assert.StartsWith($"A value is None where it is used, {place};", cause);
        Assert.Contains("core/sack.py lies in the submodule core", cause);
    }

    private static async Task<AnalysisResult> AnalyzeAsync(string path, string text, string type, string trace)
    {
        using var folder = new TempFolder();
        folder.Write(path, text);
        return await new OfflineAnalyzer(TimeProvider.System).AnalyzeAsync(
            new AnalysisRequest { ErrorType = type, Message = "m", StackTrace = trace },
            new FolderContext(folder.Path),
            default);
    }
}
