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

    /// <summary>Reads a trace. Nothing throws: what is not understood is left out.</summary>
    public static ParsedTrace Parse(AnalysisRequest request)
    {
        var text = request.StackTrace;
        var truncated = text.Length > MaxChars;
        if (truncated)
        {
            text = text.CutTo(MaxChars);
        }

        var lines = new List<string>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (lines.Count == MaxLines)
            {
                truncated = true;
                break;
            }

            truncated |= line.Length > MaxLineChars;
            lines.Add(line.Length > MaxLineChars ? line[..MaxLineChars].ToString() : line.ToString());
        }

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

    private static (CodeLanguage Language, List<TraceException> Exceptions) Best(List<string> lines, CodeLanguage hint)
    {
        var content = lines.Count(l => !string.IsNullOrWhiteSpace(l));
        (CodeLanguage Language, List<TraceException> Exceptions) best = default;
        var most = (Frames: -1, IsHint: false);
        foreach (var candidate in Candidates(lines, hint))
        {
            var rank = (Frames: candidate.Exceptions.Sum(e => e.Frames.Count),
                IsHint: candidate.Language == hint && hint != CodeLanguage.Unknown);
            if (rank.CompareTo(most) > 0)
            {
                (best, most) = (candidate, rank);
            }

            // Every line is a frame or a header: no other grammar reads more, and each costs as much as this one.
            if (rank.Frames > 0 && rank.Frames + candidate.Exceptions.Count >= content)
            {
                break;
            }
        }

        return best;
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
