using System.Globalization;
using System.Text;
using System.Text.Json;
using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.CodeAnalysis.Reports;

/// <summary>
/// Writes Sentry's frames, the oldest call first, as the stack trace that the language would print. Languages of which
/// no form is known are written as lines of place and function.
/// </summary>
internal static class SentryTrace
{
    private const int MaxFrames = 200;

    /// <param name="exceptions">The one that was thrown in the end first, then its causes.</param>
    /// <param name="platform">Sentry's name of the language; where it says nothing, the files do.</param>
    public static string Write(IReadOnlyList<JsonElement> exceptions, string platform)
    {
        var text = new StringBuilder();
        switch (LanguageOf(exceptions, platform))
        {
            case CodeLanguage.Python:
                Python(text, exceptions);
                break;
            case CodeLanguage.Java or CodeLanguage.Kotlin:
                Chain(text, exceptions, "Caused by: ", JavaFrame);
                break;
            case CodeLanguage.CSharp:
                Chain(text, exceptions, " ---> ", CSharpFrame);
                break;
            case CodeLanguage.JavaScript or CodeLanguage.TypeScript:
                Chain(text, exceptions, "[cause]: ", ScriptFrame);
                break;
            case CodeLanguage.Go:
                Go(text, exceptions);
                break;
            default:
                foreach (var frame in exceptions.Reverse().SelectMany(e => Frames(e).Reverse()))
                {
                    text.Append(CultureInfo.InvariantCulture, $"{frame.File}:{frame.Line}:in '{frame.Function}'\n");
                }

                break;
        }

        return text.ToString();
    }

    private static CodeLanguage LanguageOf(IReadOnlyList<JsonElement> exceptions, string platform) => platform switch
    {
        "python" or "java" or "csharp" or "go" or "javascript" or "node" => CodeLanguages.FromName(platform),
        "" or "other" => exceptions.SelectMany(Frames).Select(f => CodeLanguages.FromPath(f.Name))
            .FirstOrDefault(l => l != CodeLanguage.Unknown),
        _ => CodeLanguage.Unknown,
    };

    private static void Chain(
        StringBuilder text, IReadOnlyList<JsonElement> exceptions, string cause, Func<Frame, string> line)
    {
        for (var i = 0; i < exceptions.Count; i++)
        {
            text.Append(i == 0 ? "" : cause).Append(Head(exceptions[i])).Append('\n');
            foreach (var frame in Frames(exceptions[i]).Reverse())
            {
                text.Append(line(frame)).Append('\n');
            }
        }
    }

    // Python prints causes first and the innermost call last.
    private static void Python(StringBuilder text, IReadOnlyList<JsonElement> exceptions)
    {
        foreach (var exception in exceptions.Reverse())
        {
            text.Append("Traceback (most recent call last):\n");
            foreach (var frame in Frames(exception))
            {
                var (file, function) = (OrUnknown(frame.File), OrUnknown(frame.Function));
                text.Append(CultureInfo.InvariantCulture, $"  File \"{file}\", line {frame.Line}, in {function}\n");
                text.Append(frame.Context.Length > 0 ? $"    {frame.Context}\n" : "");
            }

            text.Append(Head(exception)).Append('\n');
        }
    }

    // Go prints one stack: that of the innermost error which has one.
    private static void Go(StringBuilder text, IReadOnlyList<JsonElement> exceptions)
    {
        text.Append("goroutine 1 [running]:\n");
        var stacks = exceptions.Select(e => Frames(e).Reverse().ToList());
        foreach (var frame in stacks.LastOrDefault(s => s.Count > 0) ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"{frame.Qualified}(...)\n\t{frame.File}:{frame.Line}\n");
        }
    }

    private static string JavaFrame(Frame frame)
    {
        var file = frame.Name[(frame.Name.LastIndexOf('/') + 1)..];
        var place = frame.IsNative ? "Native Method"
            : file.Length == 0 ? "Unknown Source"
            : frame.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{file}:{frame.Line}")
            : file;
        return $"\tat {frame.Qualified}({place})";
    }

    private static string CSharpFrame(Frame frame)
    {
        // "Sum", "Int32 Sum(Crate crate)", "Ask { <lambda> }", "Task<int> Desk.Ask(string id)+MoveNext()"
        var function = frame.Function.Split('(', '{', '+')[0].Trim();
        var type = function.LastIndexOf(' ');
        function = type < 0 ? function : function[(type + 1)..];
        function = function.Contains('.') || frame.Module.Length == 0 ? function : $"{frame.Module}.{function}";
        return frame.File.Length == 0
            ? $"   at {function}()"
            : string.Create(CultureInfo.InvariantCulture, $"   at {function}() in {frame.File}:line {frame.Line}");
    }

    private static string ScriptFrame(Frame frame)
    {
        var place = frame.File.Length == 0
            ? "<anonymous>"
            : string.Create(CultureInfo.InvariantCulture, $"{frame.File}:{frame.Line}:{frame.Column}");
        return frame.Function is "" or "?" && frame.File.Length > 0
            ? $"    at {place}"
            : $"    at {frame.Function} ({place})";
    }

    private static string OrUnknown(string text) => text.Length > 0 ? text : "unknown";

    private static string Head(JsonElement exception) =>
        $"{SentryReport.TypeOf(exception)}: {exception.AnyText("value")}";

    private static IEnumerable<Frame> Frames(JsonElement exception) =>
        (exception.Object("stacktrace")?.Objects("frames") ?? []).TakeLast(MaxFrames).Select(f =>
        {
            var name = f.Text("filename") ?? "";
            return new Frame(
                f.Text("absPath") is { Length: > 0 } path && path[0] != '<' ? path : name,
                name,
                f.Text("module") ?? "",
                f.Text("function") ?? "",
                Math.Max(0, f.Number("lineno")),
                Math.Max(0, f.Number("colno")),
                (f.Text("contextLine") ?? "").Trim(),
                f.Get("native") is { ValueKind: JsonValueKind.True });
        });

    private sealed record Frame(
        string File, string Name, string Module, string Function, long Line, long Column, string Context, bool IsNative)
    {
        public string Qualified => Module.Length == 0 || Function.StartsWith(Module + ".", StringComparison.Ordinal)
            ? Function
            : $"{Module}.{Function}";
    }
}
