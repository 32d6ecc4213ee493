using OpsFlow.Domain.CodeAnalysis.Rules;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Fixes;

/// <summary>
/// The statements of <c>statements.txt</c>. A case is "=== file ending | type of the error | its message" and lines of
/// code: "> " before the failing one, "+ " before what must stand there instead. Without "+ " no edit may be offered.
/// </summary>
public sealed class SafeFixesTests
{
    private static readonly Dictionary<string, string> s_traces = new()
    {
        ["py"] = "Traceback (most recent call last):\n  File \"/app/shop/A.py\", line {0}, in f\n    x\n{1}",
        ["js"] = "{1}\n    at f (/app/shop/A.js:{0}:1)",
        ["ts"] = "{1}\n    at f (/app/shop/A.ts:{0}:1)",
        ["java"] = "{1}\n\tat shop.A.f(A.java:{0})",
        ["kt"] = "{1}\n\tat shop.A.f(A.kt:{0})",
        ["cs"] = "{1}\n   at Shop.A.F() in /app/shop/A.cs:line {0}",
        ["go"] = "panic: {1}\n\ngoroutine 1 [running]:\nexample.com/app/shop.f(...)\n\t/app/shop/A.go:{0} +0x1",
    };

    public static TheoryData<string> Statements => new(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "CodeAnalysis", "Fixes", "statements.txt"))
            .Split("\n=== ").Skip(1));

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task AnalyzeAsync_Statement_GivesTheHarmlessFixOrTheReasonForNone(string statement)
    {
        var lines = statement.TrimEnd('\n').Split('\n').Where(l => !l.StartsWith('#')).ToList();
        var head = lines[0].Split(" | ");
        var (before, failing) = (Text(lines, ' ', '>'), lines.FindIndex(l => l[0] == '>'));
        var isFixed = lines.Any(l => l[0] == '+');
        using var folder = new TempFolder();
        folder.Write($"shop/A.{head[0]}", before);
        var result = await new OfflineAnalyzer(TimeProvider.System).AnalyzeAsync(
            new AnalysisRequest
            {
                ErrorType = head[1],
                Message = head[2],
                StackTrace = string.Format(null, s_traces[head[0]], failing, $"{head[1]}: {head[2]}"),
            },
            new FolderContext(folder.Path),
            default);

        var after = result.Edits.Aggregate(before, (text, e) => text.Replace(e.Before, e.After));
        Assert.Equal(Text(lines, ' ', isFixed ? '+' : '>'), after);
        Assert.Equal(isFixed ? 1 : 0, result.Edits.Count);
        Assert.Equal(isFixed, string.IsNullOrEmpty(result.NoFixReason));
        Assert.Equal(failing, result.Evidence[0].Line);
        Assert.NotEmpty(result.RootCause);
    }

    private static string Text(IEnumerable<string> lines, params char[] marks) =>
        string.Concat(lines.Skip(1).Where(l => marks.Contains(l[0])).Select(l => l[2..] + "\n"));
}
