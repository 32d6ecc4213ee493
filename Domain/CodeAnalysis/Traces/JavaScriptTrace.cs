using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Traces of V8 (Node, Chrome), SpiderMonkey (Firefox) and JavaScriptCore (Safari).</summary>
internal static class JavaScriptTrace
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking;

    // The words before a frame are translated by browsers and log viewers.
    private static readonly Regex s_call = new(@"^\s*(?:at|[^\x00-\x7F]\S{0,5}) (?<call>\S.*)$", Linear);

    private static readonly Regex s_place = new(
        @"^(?<file>.+?):(?<line>\d{1,7})(?::(?<col>\d{1,7}))?$", Linear);

    private static readonly Regex s_native = new(
        @"^(?:<anonymous>|native|native code|\[native code\]|index \d+|unknown location|<unknown>)$", Linear);

    private static readonly Regex s_eval = new(
        @"^\s*at (?<fn>.*?) ?\(?eval at (?<maker>[^(]*) \((?<file>[^()]+?):(?<line>\d{1,7}):(?<col>\d{1,7})\)", Linear);

    private static readonly Regex s_gecko = new(
        @"^\s*(?<fn>[^@\s]{0,200})@(?<file>\S+?):(?<line>\d{1,7})(?::(?<col>\d{1,7}))?$", Linear);

    private static readonly Regex s_header = new(
        @"^(?:Uncaught )?(?:\(in promise\) )?(?<type>[A-Za-z_$.][\w$.]*(?:Error|Exception)[\w$]*|Error)(?: \[\w+\])?"
            + @"(?::(?: (?<msg>.*))?)?(?: \{)?$",
        Linear);

    // What a cause is said to be is a type, whatever its name.
    private static readonly Regex s_cause = new(
        @"^(?:.*\[cause\]|cause|Caused by): (?<type>[A-Za-z_$][\w$.]*)(?: \[\w+\])?(?::(?: (?<msg>.*))?)?(?: \{)?$",
        Linear);

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
            else if (Header(line.Trim()) is { Success: true } header)
            {
                chain.Add((header.Groups["type"].Value, header.Groups["msg"].Value.TrimEnd('{', ' '), []));
            }
        }

        // "[cause]" follows the error it explains.
        chain.Reverse();
        return [.. chain.Where(c => c.Frames.Count > 0).Select(c => new TraceException(c.Type, c.Message, c.Frames))];
    }

    private static Match Header(string line) =>
        s_cause.Match(line) is { Success: true } cause ? cause : s_header.Match(line);

    private static StackFrame? Frame(string line)
    {
        if (s_eval.Match(line) is { Success: true } eval)
        {
            return Frame(eval.Groups["fn"].Value, eval, isGenerated: true);
        }

        if (s_gecko.Match(line) is { Success: true } gecko)
        {
            return Frame(gecko.Groups["fn"].Value, gecko, gecko.Groups["file"].Value.Contains("> eval"));
        }

        if (s_call.Match(line) is not { Success: true } match)
        {
            return null;
        }

        // The properties of an error stand in braces behind its last frame.
        var call = match.Groups["call"].Value.TrimEnd();
        call = call.EndsWith(" {", StringComparison.Ordinal) ? call[..^2].TrimEnd() : call;
        var open = call.IndexOf(" (", StringComparison.Ordinal);
        if (open < 0 || !call.EndsWith(')'))
        {
            call = Without(call, "async ");
            return s_place.Match(call) is { Success: true } alone && IsPath(alone.Groups["file"].Value)
                ? Frame(string.Empty, alone, isGenerated: false)
                : null;
        }

        var place = call[(open + 2)..^1];
        return s_place.Match(place) is { Success: true } known ? Frame(call[..open], known, isGenerated: false)
            : s_native.IsMatch(place) ? new StackFrame { Function = call[..open], IsRuntime = true }
            : null;
    }

    private static StackFrame Frame(string function, Match place, bool isGenerated)
    {
        var file = FileOf(place.Groups["file"].Value);
        function = Without(Without(function.Trim(), "async "), "new ");
        var alias = function.IndexOf(" [as ", StringComparison.Ordinal);
        function = alias > 0 ? function[..alias] : function;
        var dot = function.LastIndexOf('.');
        return new StackFrame
        {
            Function = function,
            Type = dot > 0 ? function[..dot] : string.Empty,
            Method = function[(dot + 1)..].TrimEnd('/', '<'),
            File = file,
            Line = int.Parse(place.Groups["line"].Value),
            Column = place.Groups["col"].Success ? int.Parse(place.Groups["col"].Value) : 0,
            IsGenerated = isGenerated || file == "<anonymous>",
            IsRuntime = RuntimeCode.IsRuntimePath(file) || file is "native" or "[native code]",
        };
    }

    // Parentheses are part of a path, but also what a call of another language has.
    private static bool IsPath(string file) => file.IndexOfAny(['(', ')']) < 0 || file[0] == '/'
        || file.Contains("://", StringComparison.Ordinal) || (file.Length > 2 && file[1] == ':');

    /// <summary>The path of an address as bundlers, browsers and Node write them.</summary>
    private static string FileOf(string file)
    {
        var scheme = file.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0)
        {
            return file;
        }

        // Of "webpack-internal:///(rsc)/./src/a.js" and "webpack://name/./src/a.js" the path begins behind the dot.
        var path = file[(scheme + 3)..].Split('?')[0];
        var root = path.IndexOf("/./", StringComparison.Ordinal);
        path = root >= 0 ? path[(root + 3)..]
            : path.StartsWith("./", StringComparison.Ordinal) ? path[2..]
            : file.StartsWith("turbopack:", StringComparison.Ordinal) ? path.TrimStart('/').Replace("[project]/", "")
            : path[Math.Max(0, path.IndexOf('/'))..];
        path = Uri.UnescapeDataString(path);
        return path.Length > 3 && path[0] == '/' && path[2] == ':' ? path[1..] : path; // "/C:/..."
    }

    private static string Without(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
}
