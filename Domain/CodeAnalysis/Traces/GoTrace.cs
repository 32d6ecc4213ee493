using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Panics and goroutine dumps of Go.</summary>
internal static class GoTrace
{
    private static readonly Regex s_location = new(
        @"^\s+(?<file>\S.*\.(?:go|s)):(?<line>\d{1,7})(?: \+0x[0-9a-f]+)?\s*$", RegexOptions.NonBacktracking);

    private static readonly Regex s_panic = new(
        @"^(?:.*\s)?(?<kind>panic|fatal error): (?<msg>.*)$", RegexOptions.NonBacktracking);

    public static List<TraceException> Parse(List<string> lines)
    {
        var message = string.Empty;
        var kind = string.Empty;
        var goroutines = new List<List<StackFrame>>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (s_panic.Match(lines[i]) is { Success: true } panic && kind.Length == 0)
            {
                kind = panic.Groups["kind"].Value;
                message = panic.Groups["msg"].Value;
            }
            else if (lines[i].StartsWith("goroutine ", StringComparison.Ordinal) && lines[i].TrimEnd().EndsWith(':'))
            {
                goroutines.Add([]);
            }
            else if (i > 0 && s_location.Match(lines[i]) is { Success: true } location)
            {
                if (goroutines.Count == 0)
                {
                    goroutines.Add([]);
                }

                goroutines[^1].Add(Frame(lines[i - 1], location));
            }
        }

        const string runtimeError = "runtime error: ";
        if (message.StartsWith(runtimeError, StringComparison.Ordinal))
        {
            kind = "runtime error";
            message = message[runtimeError.Length..];
        }

        // The first goroutine is the one that panicked; the others only happened to be there.
        return [
            .. goroutines.Where(g => g.Count > 0).Take(1).Select(g => new TraceException(kind, message, AfterPanic(g)))
        ];
    }

    /// <summary>
    /// Frames above the call of panic are deferred functions (recoverers, loggers), not the failing code.
    /// </summary>
    private static List<StackFrame> AfterPanic(List<StackFrame> frames)
    {
        var last = frames.FindLastIndex(f => f.Function is "panic" or "runtime.gopanic" or "runtime.sigpanic"
            || f.Function.StartsWith("runtime.goPanic", StringComparison.Ordinal)
            || f.Function.StartsWith("runtime.panic", StringComparison.Ordinal));
        return last >= 0 && last < frames.Count - 1 ? frames[(last + 1)..] : frames;
    }

    private static StackFrame Frame(string header, Match location)
    {
        const string createdBy = "created by ";
        var function = header.Trim();
        if (function.StartsWith(createdBy, StringComparison.Ordinal))
        {
            function = function[createdBy.Length..].Split(" in goroutine")[0];
        }
        else if (function.EndsWith(')'))
        {
            // The arguments are the last balanced pair; receivers as in pkg.(*T).M come before it.
            var depth = 0;
            for (var i = function.Length - 1; i >= 0; i--)
            {
                depth += function[i] == ')' ? 1 : function[i] == '(' ? -1 : 0;
                if (depth == 0)
                {
                    function = function[..i];
                    break;
                }
            }
        }

        var slash = function.LastIndexOf('/');
        var dot = function.IndexOf('.', slash + 1);
        var package = dot < 0 ? string.Empty : function[..dot];
        var file = location.Groups["file"].Value.Trim();
        return new StackFrame
        {
            Function = function,
            Type = package,
            Method = SimpleName(dot < 0 ? function : function[(dot + 1)..]),
            File = file,
            Line = int.Parse(location.Groups["line"].Value),
            IsRuntime = RuntimeCode.IsRuntimeGo(package) || RuntimeCode.IsRuntimePath(file) || function == "panic",
        };
    }

    // (*T).M.func1.2 is a closure in method M.
    private static string SimpleName(string name)
    {
        var parts = name.Split('.');
        var i = parts.Length - 1;
        while (i > 0
            && (parts[i].All(char.IsDigit)
                || (parts[i].StartsWith("func", StringComparison.Ordinal) && parts[i][4..].All(char.IsDigit))
                || parts[i].Contains("gowrap", StringComparison.Ordinal)))
        {
            i--;
        }

        return parts[i].Split('[')[0].TrimEnd('-', 'f', 'm') is { Length: > 0 } plain
            && parts[i].EndsWith("-fm", StringComparison.Ordinal)
            ? plain
            : parts[i].Split('[')[0];
    }
}
