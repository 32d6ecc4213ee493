using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Traces of .NET's <c>Exception.ToString</c>.</summary>
internal static class CSharpTrace
{
    // "at", "in" and "line" are translated by the runtime of other cultures.
    private static readonly Regex s_frame = new(
        @"^\s*(?:at|bei|à|en|в|в|で|w|em) (?<fn>[^()]+)\((?<args>[^()]*(?:\([^()]*\)[^()]*)*)\)(?: "
            + @"(?:in|dans|en|в|w|em) (?<file>.+):\w+ (?<line>\d{1,7}))?\s*$",
        RegexOptions.NonBacktracking);

    private static readonly Regex s_header = new(
        @"^(?:Unhandled exception\. |\s*---> |Unhandled exception: )?(?<type>(?:[A-Za-z_]\w*\.)*[A-Z]\w*"
            + @"(?:Exception|Error)\w*)(?: \([^()]*\))?(?:: (?<msg>.*))?$",
        RegexOptions.NonBacktracking);

    private static readonly Regex s_stateMachine = new(@"<(?<name>\w+)>[a-z]__", RegexOptions.NonBacktracking);

    public static List<TraceException> Parse(List<string> lines)
    {
        var open = new Stack<TraceException>();
        var done = new List<TraceException>();
        foreach (var line in lines.SelectMany(SplitInner))
        {
            if (s_frame.Match(line) is { Success: true } frame)
            {
                if (open.Count == 0)
                {
                    open.Push(new TraceException(string.Empty, string.Empty, new List<StackFrame>()));
                }

                ((List<StackFrame>)open.Peek().Frames).Add(Frame(frame));
            }
            else if (line.Contains("--- End of inner exception stack trace ---", StringComparison.Ordinal)
                && open.Count > 1)
            {
                done.Add(open.Pop());
            }
            else if (s_header.Match(line) is { Success: true } header)
            {
                open.Push(
                    new TraceException(
                        header.Groups["type"].Value, header.Groups["msg"].Value, new List<StackFrame>()));
            }
        }

        return [.. done.Concat(open).Where(e => e.Frames.Count > 0)];
    }

    private static IEnumerable<string> SplitInner(string line)
    {
        // "Outer: message ---> Inner: message" on one line, as .NET Framework writes it.
        var at = line.IndexOf(" ---> ", StringComparison.Ordinal);
        return at > 0 && line[..at].Trim().Length > 0 ? [line[..at], line[(at + 6)..]] : [line];
    }

    private static StackFrame Frame(Match match)
    {
        var function = match.Groups["fn"].Value.Trim();
        function = Regex.Replace(function, @"`\d+|\[[^\[\]]*\]", string.Empty, RegexOptions.NonBacktracking);
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

        return new StackFrame
        {
            Function = function,
            Type = type,
            Method = method == ".ctor" ? type[(type.LastIndexOf('.') + 1)..] : method,
            File = match.Groups["file"].Success ? match.Groups["file"].Value : string.Empty,
            Line = match.Groups["line"].Success ? int.Parse(match.Groups["line"].Value) : 0,
            IsRuntime = RuntimeCode.IsRuntimeType(function),
        };
    }
}
