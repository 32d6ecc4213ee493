using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Traces of .NET's <c>Exception.ToString</c>, in the languages that .NET Framework speaks.</summary>
internal static class CSharpTrace
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking;

    // Arguments are types and names; a colon in them is a place of another language. Readable traces of the package
    // Ben.Demystifier have the return type before the method and "+() => { }" behind it.
    private static readonly Regex s_frame = new(
        @"^\s*(?:at|bei|à|en|in|v|в|で|w|em|위치:|場所|在|於|konum:) (?<fn>[^():]*[^():\s])"
            + @"\((?<args>[^():]*(?:\([^():]*\)[^():]*)*)\)(?:\+\w*\([^()]*\)(?: => \{[^{}]*\})?)?"
            + @"(?: \S{1,10} (?<file>.+): ?\w+ (?<line>\d{1,7})\.?)?(?:<---)?\s*$",
        Linear);

    private static readonly Regex s_mono = new(
        @"^\s*at (?<fn>[^()]*[^()\s]) \((?<args>[^()]*)\) (?:\[0x[0-9a-f]+\] )?in (?<file>.+):(?<line>\d{1,7})\s*$",
        Linear);

    private static readonly Regex s_header = new(
        @"^\s*(?:Unhandled [Ee]xception[.:] |처리되지 않은 예외: )?"
            + @"(?<type>(?:[A-Za-z_][\w`+]*\.)*(?:[A-Z]\w*(?:Exception|Error)\w*|Exception))"
            + @"(?: \([^()]*\))?(?::(?: (?<msg>.*))?)?$",
        Linear);

    // "---> System.FormatException: text", "---> (Inner Exception #1) System.FormatException: text<---"
    private static readonly Regex s_inner = new(
        @"^\s*---> (?<number>\([^()]*#\d+\) ?)?(?<type>[A-Za-z_][\w`+.]*)(?: \([^()]*\))?"
            + @"(?::(?: (?<msg>.*?))?)?(?:<---)?$",
        Linear);

    private static readonly Regex s_end = new(@"^\s*--- \S.* ---\s*$", Linear);

    // An exception that was thrown anew goes on behind this line, in all languages.
    private static readonly Regex s_rethrown = new(
        @"previous location|이전 위치|vorherig|précédent|anterior|precedente|предыдущ|直前|上一|poprzedni|předchozí|önceki",
        Linear);

    private static readonly Regex s_stateMachine = new(@"<(?<name>\w+)>[a-z]__", Linear);
    private static readonly Regex s_generic = new(@"`\d+|\[[^\[\]]*\]", Linear);

    public static List<TraceException> Parse(List<string> lines)
    {
        var open = new Stack<Part>();
        var done = new List<Part>();
        foreach (var line in lines.SelectMany(SplitInner))
        {
            if (Frame(line) is { } frame)
            {
                if (open.Count == 0)
                {
                    open.Push(new Part(string.Empty, string.Empty, false));
                }

                open.Peek().Frames.Add(frame);
            }
            else if (Header(line) is { } header)
            {
                open.Push(header);
            }
            else if (open.Count > 1 && s_end.IsMatch(line) && !s_rethrown.IsMatch(line))
            {
                done.Add(open.Pop());
            }

            if (open.Count > 1 && line.TrimEnd().EndsWith("<---", StringComparison.Ordinal))
            {
                done.Add(open.Pop());
            }
        }

        // Of several exceptions beside each other those of the application tell more.
        var isSeveral = done.Concat(open).Any(p => p.IsNumbered);
        var inner = isSeveral ? done.OrderByDescending(p => p.Frames.Any(f => !f.IsRuntime)) : done.AsEnumerable();
        return [.. inner.Concat(open).Where(p => p.Frames.Count > 0)
            .Select(p => new TraceException(p.Type, p.Message, p.Frames))];
    }

    // "Outer: message ---> Inner: message" on one line, as .NET Framework writes it.
    private static IEnumerable<string> SplitInner(string line)
    {
        const string inner = " ---> ";
        var start = 0;
        for (var at = line.IndexOf(inner, StringComparison.Ordinal);
            at >= 0;
            at = line.IndexOf(inner, at + 1, StringComparison.Ordinal))
        {
            yield return line[start..at];
            start = at;
        }

        yield return line[start..];
    }

    private static Part? Header(string line)
    {
        var match = s_inner.Match(line);
        match = match.Success ? match : s_header.Match(line);
        return !match.Success ? null : new Part(
            match.Groups["type"].Value, match.Groups["msg"].Value, match.Groups["number"].Success);
    }

    private static StackFrame? Frame(string line)
    {
        var match = s_frame.Match(line);
        match = match.Success ? match : s_mono.Match(line);
        var function = match.Groups["fn"].Value.Trim();
        if (!function.Contains('.') || match.Groups["args"].Value is "Unknown Source" or "Native Method" or ['<', ..])
        {
            return null;
        }

        function = s_generic.Replace(function, string.Empty);
        function = function[(function.LastIndexOf(' ') + 1)..];
        var dot = function.LastIndexOf('.');
        if (dot > 0 && function[..(dot + 1)].EndsWith("..", StringComparison.Ordinal))
        {
            dot--; // Type..ctor
        }

        var method = function[(dot + 1)..];
        var type = dot > 0 ? function[..dot] : string.Empty;
        if (s_stateMachine.Match(function) is { Success: true } machine)
        {
            // Ns.Type.<Method>d__3.MoveNext and Ns.Type.<>c.<Method>b__0 both belong to Method.
            method = machine.Groups["name"].Value;
            var start = function.IndexOf('<');
            type = start > 0 ? function[..start].TrimEnd('.', '+') : type;
        }

        // Mono names a file "<0123...>" that it does not know; "/_/" begins the paths of .NET's own sources.
        var file = match.Groups["file"].Value is { Length: > 0 } named && named[0] != '<' ? named : string.Empty;
        return new StackFrame
        {
            Function = function,
            Type = type,
            Method = method == ".ctor" ? type[(type.LastIndexOfAny(['.', '+']) + 1)..] : method,
            File = file,
            Line = file.Length > 0 ? int.Parse(match.Groups["line"].Value) : 0,
            IsRuntime = RuntimeCode.IsRuntimeType(function)
                && (file.Length == 0 || file.StartsWith("/_/", StringComparison.Ordinal)),
        };
    }

    private sealed record Part(string Type, string Message, bool IsNumbered)
    {
        public List<StackFrame> Frames { get; } = [];
    }
}
