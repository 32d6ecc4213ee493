using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>
/// Reads stack traces of Java, Kotlin, C#, Python, JavaScript, TypeScript and Go, line by line. The text is untrusted:
/// its size is limited and every pattern runs in linear time.
/// </summary>
public static class StackTraceParser
{
    private const int MaxChars = 512 * 1024;
    private const int MaxLines = 4000;
    private const int MaxLineChars = 2000;

    // Their places look like those of JavaScript.
    private static readonly Regex s_otherFile = new(
        @"\.(?:rs|rb|php|exs?|erl|dart|swift|scala|clj|lua|p[lm]|c|cc|cpp|h|hpp|m|vb|fs|java|kt|cs|py|go)$",
        RegexOptions.NonBacktracking);

    /// <summary>Reads a trace. Nothing throws: what is not understood is left out.</summary>
    public static ParsedTrace Parse(AnalysisRequest request)
    {
        var (lines, truncated) = Lines(request.StackTrace);
        var hint = CodeLanguages.FromName(request.Language);
        var best = Best(lines, hint);
        if (best.Exceptions.Count == 0)
        {
            best = (hint, GenericTrace.Parse(lines));
        }

        var exceptions = best.Exceptions
            .Select(e => e with
            {
                Type = e.Type.Length > 0 ? e.Type : request.ErrorType,
                Message = e.Message.Length > 0 || e.Type.Length > 0 ? e.Message : request.Message,
            })
            .ToList();
        if (exceptions.Count == 0)
        {
            exceptions.Add(new TraceException(request.ErrorType, request.Message, []));
        }

        return new ParsedTrace(best.Language, exceptions, truncated);
    }

    private static (List<string> Lines, bool IsTruncated) Lines(string text)
    {
        var truncated = text.Length > MaxChars;
        var lines = new List<string>();
        foreach (var line in TraceText.Decode(text.CutTo(MaxChars)).AsSpan().EnumerateLines())
        {
            if (lines.Count == MaxLines)
            {
                truncated = true;
                break;
            }

            truncated |= line.Length > MaxLineChars;
            lines.Add(line.ToString().CutTo(MaxLineChars));
        }

        return (TraceText.WithoutPrefix(lines), truncated);
    }

    private static (CodeLanguage Language, List<TraceException> Exceptions) Best(List<string> lines, CodeLanguage hint)
    {
        var content = lines.Count(l => !string.IsNullOrWhiteSpace(l));
        (CodeLanguage Language, List<TraceException> Exceptions) best = default;
        var most = -1.0;
        foreach (var candidate in Candidates(lines, hint))
        {
            var frames = candidate.Exceptions.SelectMany(e => e.Frames).ToList();
            var value = Value(candidate.Language, frames, hint);
            if (value > most)
            {
                (best, most) = (candidate, value);
            }

            // Every line is a frame or a header: no other grammar reads more, and each costs as much as this one.
            if (value > 0 && frames.Count + candidate.Exceptions.Count >= content)
            {
                break;
            }
        }

        return best;
    }

    /// <summary>
    /// How well a language explains a trace: frames with a line count most, as other languages' frames can look like
    /// frames without one, and what the server says of itself outweighs a few frames.
    /// </summary>
    private static double Value(CodeLanguage language, List<StackFrame> frames, CodeLanguage hint)
    {
        var others = language is CodeLanguage.JavaScript or CodeLanguage.TypeScript
            ? frames.Count(f => s_otherFile.IsMatch(f.File))
            : 0;
        if (frames.Count == 0 || 2 * others > frames.Count)
        {
            return 0;
        }

        var value = frames.Sum(f => f.Line > 0 ? 3.0 : 1);
        return hint != CodeLanguage.Unknown && CodeLanguages.AreRelated(language, hint) ? (1.5 * value) + 3 : value;
    }

    private static IEnumerable<(CodeLanguage Language, List<TraceException> Exceptions)> Candidates(
        List<string> lines,
        CodeLanguage hint)
    {
        // In this order a tie goes to the stricter grammar; without any frame it is the hint that names the language.
        yield return (hint, []);
        var java = JavaTrace.Parse(lines);
        var kotlin = java.SelectMany(e => e.Frames)
            .FirstOrDefault(f => !f.IsRuntime)?.File.EndsWith(".kt", StringComparison.Ordinal);
        yield return (kotlin == true ? CodeLanguage.Kotlin : CodeLanguage.Java, java);
        yield return (CodeLanguage.Python, PythonTrace.Parse(lines));
        yield return (CodeLanguage.Go, GoTrace.Parse(lines));
        var js = JavaScriptTrace.Parse(lines);
        var ts = js.SelectMany(e => e.Frames).FirstOrDefault(f => !f.IsRuntime) is { } top
            && CodeLanguages.FromPath(top.File) == CodeLanguage.TypeScript;
        yield return (ts ? CodeLanguage.TypeScript : CodeLanguage.JavaScript, js);
        yield return (CodeLanguage.CSharp, CSharpTrace.Parse(lines));
    }
}
