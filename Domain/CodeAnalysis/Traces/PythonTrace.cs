using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Traces of the Python interpreter: chained, of exception groups, and of syntax errors.</summary>
internal static class PythonTrace
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking;

    private static readonly Regex s_frame = new(
        @"^\s*File ""(?<file>[^""]+)"", line (?<line>\d{1,7})(?:, in (?<fn>.+))?$", Linear);

    // The boxes of the package rich: "│ /srv/shop/stats.py:3 in mean"
    private static readonly Regex s_boxed = new(
        @"^[\s│|]*(?<file>[^\s:│|](?:[^:│|]*[^\s:│|])?\.pyx?):(?<line>\d{1,7}) in (?<fn>\S+)\s*$", Linear);

    private static readonly Regex s_end = new(@"^(?<type>[A-Za-z_][\w.<>]*)(?<text>:(?: (?<msg>.*))?)?$", Linear);

    public static List<TraceException> Parse(List<string> lines)
    {
        var found = new List<Found>();
        var frames = new List<StackFrame>();
        if (lines.Exists(l => l.Contains("+ Exception Group Traceback", StringComparison.Ordinal)))
        {
            lines = lines.ConvertAll(WithoutBar);
        }

        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (Place(line) is { } match)
            {
                frames.Add(Frame(match, i + 1 < lines.Count ? lines[i + 1] : string.Empty));
            }
            else if (line.Contains("Traceback (most recent call last)", StringComparison.Ordinal))
            {
                Add(found, string.Empty, string.Empty, ref frames);
            }
            else if (frames.Count > 0 && s_end.Match(line) is { Success: true } end && IsType(end)
                && !IsCode(lines, i))
            {
                Add(found, end.Groups["type"].Value, end.Groups["msg"].Value, ref frames);
            }
            else if (line.StartsWith("During handling of the above exception", StringComparison.Ordinal)
                && found.Count > 0)
            {
                found[^1] = found[^1] with { IsContext = true };
            }
        }

        Add(found, string.Empty, string.Empty, ref frames);
        return Ordered(found);
    }

    private static List<TraceException> Ordered(List<Found> found)
    {
        // A handler that raises on purpose says what became of the first error; one that fails by itself is the error.
        for (var i = 0; i < found.Count - 1; i++)
        {
            if (found[i + 1].Exception.Frames[0].Code.StartsWith("raise", StringComparison.Ordinal))
            {
                found[i] = found[i] with { IsContext = false };
            }
        }

        // Causes come before what they caused, what was merely being handled after it; a group only holds others.
        return
        [
            .. found.Where(f => !f.IsContext).Concat(found.Where(f => f.IsContext).Reverse())
                .Select(f => f.Exception).OrderBy(IsGroup),
        ];
    }

    // "several (2 sub-exceptions)"
    private static bool IsGroup(TraceException exception) =>
        exception.Type.EndsWith("ExceptionGroup", StringComparison.Ordinal)
        || exception.Message.EndsWith(" sub-exception)", StringComparison.Ordinal)
        || exception.Message.EndsWith(" sub-exceptions)", StringComparison.Ordinal);

    private static void Add(List<Found> found, string type, string message, ref List<StackFrame> frames)
    {
        if (frames.Count > 0)
        {
            frames.Reverse();
            found.Add(new Found(new TraceException(type, message, frames), false));
            frames = [];
        }
    }

    // "    | Traceback", "  + Exception Group Traceback": the text behind the bar.
    private static string WithoutBar(string line)
    {
        var text = line.TrimStart();
        return text.StartsWith("| ", StringComparison.Ordinal) || text.StartsWith("+ ", StringComparison.Ordinal)
            ? text[2..]
            : text == "|" ? string.Empty : line;
    }

    private static Match? Place(string line) =>
        s_frame.Match(line) is { Success: true } frame ? frame
        : s_boxed.Match(line) is { Success: true } boxed ? boxed
        : null;

    // Usually "KeyError", "shop.errors.Refused: no", but also "socket.gaierror: ..." and "timeout: timed out".
    private static bool IsType(Match end)
    {
        var type = end.Groups["type"].Value;
        return end.Groups["text"].Success || type.Contains('.') || char.IsUpper(type[0]);
    }

    // Where indentation was lost, the line behind a frame is its code, except the last line of all.
    private static bool IsCode(List<string> lines, int i) =>
        i > 0 && lines[i - 1].StartsWith("File ", StringComparison.Ordinal) && Place(lines[i - 1]) is not null
        && i + 1 < lines.Count && !string.IsNullOrWhiteSpace(lines[i + 1]);

    private static StackFrame Frame(Match match, string next)
    {
        var file = match.Groups["file"].Value;
        var function = match.Groups["fn"].Value;
        var isCode = next.Length > 0 && char.IsWhiteSpace(next[0]) && Place(next) is null;
        var runtime = RuntimeCode.IsRuntimePath(file);
        return new StackFrame
        {
            Function = function,
            Method = function[(function.LastIndexOf('.') + 1)..],
            File = file,
            Line = int.Parse(match.Groups["line"].Value),
            Code = isCode ? next.Trim() : string.Empty,
            IsGenerated = !runtime && !file.EndsWith(".py", StringComparison.Ordinal)
                && !file.EndsWith(".pyx", StringComparison.Ordinal),
            IsRuntime = runtime,
        };
    }

    private sealed record Found(TraceException Exception, bool IsContext);
}
