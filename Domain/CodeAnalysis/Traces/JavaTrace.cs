using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Traces of <c>Throwable.printStackTrace</c>.</summary>
internal static class JavaTrace
{
    private static readonly Regex s_frame = new(
        @"^\s*at (?:(?:[\w.@-]*/)+)?(?<fn>[\w$.<>-]+)\((?<loc>[\w$.-]+\.\w+"
            + @"(?::-?\d+)?|Unknown Source|Native Method|<generated>|<unknown>)\)",
        RegexOptions.NonBacktracking);

    private static readonly Regex s_header = new(
        @"^(?:Exception in thread ""[^""]*"" |.*?Caused by: |Wrapped by: )?(?<type>(?:[a-z_][\w$]*\.)+[A-Z][\w$.]*)"
            + @"(?:: (?<msg>.*))?$",
        RegexOptions.NonBacktracking);

    public static List<TraceException> Parse(List<string> lines)
    {
        var chain = new List<Part>();
        var suppressed = new List<Part>();
        Part? current = null;
        foreach (var line in lines)
        {
            var frame = s_frame.Match(line);
            if (frame.Success)
            {
                current ??= Add(chain, string.Empty, string.Empty);
                current.Frames.Add(Frame(frame));
                continue;
            }

            var trimmed = line.TrimStart();
            var isSuppressed = trimmed.StartsWith("Suppressed: ", StringComparison.Ordinal);
            var header = s_header.Match(isSuppressed ? trimmed["Suppressed: ".Length..] : trimmed);
            if (header.Success)
            {
                current = Add(
                    isSuppressed ? suppressed : chain, header.Groups["type"].Value, header.Groups["msg"].Value);
            }
            else if (current is { Frames.Count: 0 } && trimmed.Length > 0)
            {
                current.Message += "\n" + line;
            }
        }

        // The last "Caused by" is the innermost; suppressed ones only say what else went wrong.
        chain.Reverse();
        return [.. chain.Concat(suppressed).Where(p => p.Frames.Count > 0)
            .Select(p => new TraceException(p.Type, p.Message, p.Frames))];
    }

    private static Part Add(List<Part> to, string type, string message)
    {
        var part = new Part(type, message);
        to.Add(part);
        return part;
    }

    private static StackFrame Frame(Match match)
    {
        var function = match.Groups["fn"].Value;
        var location = match.Groups["loc"].Value;
        var colon = location.LastIndexOf(':');
        var line = 0;
        var file = location;
        if (colon > 0 && int.TryParse(location[(colon + 1)..], out line))
        {
            file = location[..colon];
        }

        var hasFile = CodeLanguages.FromPath(file) != CodeLanguage.Unknown || file.Contains('.');
        var dot = function.LastIndexOf('.');
        var type = dot > 0 ? function[..dot] : string.Empty;
        var generated = file is "Unknown Source" or "<generated>" or ""
            || type.Contains("$$") || type.Contains("$Proxy") || type.Contains("CGLIB")
            || function.Contains("Accessor");
        var runtime = RuntimeCode.IsRuntimeType(function);
        return new StackFrame
        {
            Function = function,
            Type = type,
            Method = function[(dot + 1)..],
            File = hasFile ? file : string.Empty,
            Line = Math.Max(line, 0),
            IsGenerated = generated && !runtime && !hasFile,
            IsRuntime = runtime,
        };
    }

    private sealed class Part(string type, string message)
    {
        public string Type { get; } = type;

        public string Message { get; set; } = message;

        public List<StackFrame> Frames { get; } = [];
    }
}
