using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Traces of V8 (Node, Chrome), SpiderMonkey (Firefox) and JavaScriptCore (Safari).</summary>
internal static class JavaScriptTrace
{
    private static readonly Regex s_v8 = new(
        @"^\s*at (?:(?<fn>[^(].*?) \()?(?<file>(?:[A-Za-z]:[\\/]|[a-z][a-z+.-]*:)?[^():\s][^():]*|<anonymous>):"
            + @"(?<line>\d{1,7})(?::(?<col>\d{1,7}))?\)?\s*$",
        RegexOptions.NonBacktracking);

    private static readonly Regex s_eval = new(
        @"^\s*at (?<fn>.*?) ?\(?eval at (?<maker>[^(]*) \((?<file>[^()]+?):(?<line>\d{1,7}):(?<col>\d{1,7})\)",
        RegexOptions.NonBacktracking);

    private static readonly Regex s_gecko = new(
        @"^(?<fn>[^@\s]{0,200})@(?<file>\S+?):(?<line>\d{1,7})(?::(?<col>\d{1,7}))?$", RegexOptions.NonBacktracking);

    private static readonly Regex s_header = new(
        @"^(?:Uncaught |\[?cause\]?: |.*\[cause\]: )?(?:\(in promise\) )?(?<type>[A-Za-z_$][\w$]*"
            + @"(?:Error|Exception)[\w$]*)(?: \[[\w]+\])?(?:: (?<msg>.*))?$",
        RegexOptions.NonBacktracking);

    public static List<TraceException> Parse(List<string> lines)
    {
        var chain = new List<(string Type, string Message, List<StackFrame> Frames)>();
        foreach (var line in lines)
        {
            if (Frame(line) is { } frame)
            {
                if (chain.Count == 0)
                {
                    chain.Add((string.Empty, string.Empty, []));
                }

                chain[^1].Frames.Add(frame);
            }
            else if (s_header.Match(line.Trim()) is { Success: true } header)
            {
                chain.Add((header.Groups["type"].Value, header.Groups["msg"].Value.TrimEnd('{', ' '), []));
            }
        }

        // "[cause]" follows the error it explains.
        chain.Reverse();
        return [.. chain.Where(c => c.Frames.Count > 0).Select(c => new TraceException(c.Type, c.Message, c.Frames))];
    }

    private static StackFrame? Frame(string line)
    {
        if (s_eval.Match(line) is { Success: true } eval)
        {
            return Frame(eval, generated: true);
        }

        return s_v8.Match(line) is { Success: true } v8 ? Frame(v8, generated: false)
            : s_gecko.Match(line) is { Success: true } gecko
            ? Frame(gecko, generated: gecko.Groups["file"].Value.Contains("> eval"))
            : null;
    }

    private static StackFrame Frame(Match match, bool generated)
    {
        var file = match.Groups["file"].Value;
        if (file.StartsWith("file://", StringComparison.Ordinal))
        {
            file = Uri.UnescapeDataString(file["file://".Length..]);
        }
        else if (file.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(file, UriKind.Absolute, out var uri))
        {
            file = uri.Scheme == "webpack" || uri.Scheme.StartsWith("webpack-", StringComparison.Ordinal)
                ? uri.AbsolutePath.Replace("/./", "/") : uri.AbsolutePath;
        }

        var function = match.Groups["fn"].Value.Trim();
        foreach (var prefix in (string[])["async ", "new "])
        {
            function = function.StartsWith(prefix, StringComparison.Ordinal) ? function[prefix.Length..] : function;
        }

        var alias = function.IndexOf(" [as ", StringComparison.Ordinal);
        function = alias > 0 ? function[..alias] : function;
        var dot = function.LastIndexOf('.');
        var runtime = RuntimeCode.IsRuntimePath(file) || file is "native" or "[native code]";
        return new StackFrame
        {
            Function = function,
            Type = dot > 0 ? function[..dot] : string.Empty,
            Method = function[(dot + 1)..].TrimEnd('/', '<'),
            File = file,
            Line = int.Parse(match.Groups["line"].Value),
            Column = match.Groups["col"].Success ? int.Parse(match.Groups["col"].Value) : 0,
            IsGenerated = generated || file == "<anonymous>",
            IsRuntime = runtime,
        };
    }
}
