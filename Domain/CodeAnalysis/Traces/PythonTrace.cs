using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Traces of the Python interpreter: chained, of exception groups, and of syntax errors.</summary>
internal static class PythonTrace
{
    private static readonly Regex s_frame = new(
        @"^[\s|+-]*File ""(?<file>[^""]+)"", line (?<line>\d{1,7})(?:, in (?<fn>.+))?$", RegexOptions.NonBacktracking);

    private static readonly Regex s_end = new(
        @"^[\s|+-]*(?<type>[A-Za-z_][\w.]*)(?:: (?<msg>.*))?$", RegexOptions.NonBacktracking);

    public static List<TraceException> Parse(List<string> lines)
    {
        var found = new List<(TraceException Exception, bool IsContext)>();
        var frames = new List<StackFrame>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var match = s_frame.Match(line);
            if (match.Success)
            {
                frames.Add(Frame(match, i + 1 < lines.Count ? lines[i + 1] : string.Empty));
                continue;
            }

            var bare = line.TrimStart(' ', '|', '+', '-');
            var isTop = line.Length == bare.Length || line.TrimStart().StartsWith('|');
            if (frames.Count > 0 && isTop && !bare.StartsWith("Traceback", StringComparison.Ordinal)
                && s_end.Match(line) is { Success: true } end && LooksLikeType(end.Groups["type"].Value)
                && !IsCodeOfFrame(lines, i))
            {
                frames.Reverse();
                var message = end.Groups["msg"].Value;
                found.Add((new TraceException(end.Groups["type"].Value, message, frames), false));
                frames = [];
            }
            else if (bare.StartsWith("During handling of the above exception", StringComparison.Ordinal)
                && found.Count > 0)
            {
                found[^1] = (found[^1].Exception, true);
            }
        }

        if (frames.Count > 0)
        {
            frames.Reverse();
            found.Add((new TraceException(string.Empty, string.Empty, frames), false));
        }

        // Direct causes come before what they caused; what was merely being handled comes after.
        return [
            .. found.Where(f => !f.IsContext).Concat(found.Where(f => f.IsContext).Reverse()).Select(f => f.Exception)
        ];
    }

    // The code line of a frame in a group is prefixed by '|' too; it follows its File line.
    private static bool IsCodeOfFrame(List<string> lines, int i) =>
        i > 0 && s_frame.IsMatch(lines[i - 1]) && lines[i].Length - lines[i].TrimStart(' ', '|').Length > 2
        && lines[i].Contains("    ", StringComparison.Ordinal);

    private static bool LooksLikeType(string name) =>
        char.IsUpper(name[name.LastIndexOf('.') + 1 < name.Length ? name.LastIndexOf('.') + 1 : 0]);

    private static StackFrame Frame(Match match, string next)
    {
        var file = match.Groups["file"].Value;
        var function = match.Groups["fn"].Success ? match.Groups["fn"].Value : string.Empty;
        var code = s_frame.IsMatch(next) ? string.Empty : next.TrimStart(' ', '|').Trim();
        var runtime = RuntimeCode.IsRuntimePath(file);
        return new StackFrame
        {
            Function = function,
            Method = function[(function.LastIndexOf('.') + 1)..],
            File = file,
            Line = int.Parse(match.Groups["line"].Value),
            Code = next.StartsWith("    ", StringComparison.Ordinal) || next.TrimStart().StartsWith('|')
                ? code
                : string.Empty,
            IsGenerated = !runtime && !file.EndsWith(".py", StringComparison.Ordinal)
                && !file.EndsWith(".pyx", StringComparison.Ordinal),
            IsRuntime = runtime,
        };
    }
}
