using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Panics and goroutine dumps of Go, and the lists of places that recovering middleware writes.</summary>
internal static class GoTrace
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking;

    private static readonly Regex s_location = new(
        @"^(?:\s+|\s*-> +)(?<file>\S.*\.(?:go|s)):(?<line>\d{1,7})(?: \+0x[0-9a-f]+)?\s*$", Linear);

    // "/srv/shop/cart.go:8 (0x180eaa4)", then perhaps "\tTotal: return c.lines[0]"
    private static readonly Regex s_listed = new(
        @"^\s*(?<file>\S.*\.(?:go|s)):(?<line>\d{1,7}) \(0x[0-9a-f]+\)\s*$", Linear);

    private static readonly Regex s_listedFunction = new(@"^\s+(?<fn>[\w.*()]+): ", Linear);

    private static readonly Regex s_panic = new(
        @"^(?:.*\s)?(?<kind>[Pp]anic|PANIC|fatal error): (?<msg>.*)$", Linear);

    private static readonly Regex s_recovered = new(@"\s*\[recovered[^\]]*\]\s*$", Linear);

    public static List<TraceException> Parse(List<string> lines)
    {
        var message = string.Empty;
        var kind = string.Empty;
        var goroutines = new List<List<StackFrame>>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (kind.Length == 0 && s_panic.Match(lines[i]) is { Success: true } panic)
            {
                kind = panic.Groups["kind"].Value.ToLowerInvariant();
                message = s_recovered.Replace(panic.Groups["msg"].Value, string.Empty);
            }
            else if (lines[i].StartsWith("goroutine ", StringComparison.Ordinal) && lines[i].TrimEnd().EndsWith(':'))
            {
                goroutines.Add([]);
            }
            else if (FrameAt(lines, i) is { } frame)
            {
                if (goroutines.Count == 0)
                {
                    goroutines.Add([]);
                }

                goroutines[^1].Add(frame);
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

    private static StackFrame? FrameAt(List<string> lines, int i)
    {
        if (s_listed.Match(lines[i]) is { Success: true } listed)
        {
            var function = i + 1 < lines.Count ? s_listedFunction.Match(lines[i + 1]).Groups["fn"].Value : string.Empty;
            return Frame(function, listed);
        }

        return i > 0 && s_location.Match(lines[i]) is { Success: true } location
            ? Frame(FunctionOf(lines[i - 1]), location)
            : null;
    }

    /// <summary>
    /// Frames above the call of panic are deferred functions (recoverers, loggers), not the failing code.
    /// </summary>
    private static List<StackFrame> AfterPanic(List<StackFrame> frames)
    {
        var last = frames.FindLastIndex(f => f.Function is "panic" or "runtime.gopanic" or "runtime.sigpanic"
            || f.Function.StartsWith("runtime.goPanic", StringComparison.Ordinal)
            || f.Function.StartsWith("runtime.panic", StringComparison.Ordinal)
            || f.File.EndsWith("/src/runtime/panic.go", StringComparison.Ordinal)
            || f.File.Contains("/src/runtime/signal_", StringComparison.Ordinal));
        return last >= 0 && last < frames.Count - 1 ? frames[(last + 1)..] : frames;
    }

    private static string FunctionOf(string header)
    {
        const string createdBy = "created by ";
        var function = header.TrimStart(' ', '\t', '-', '>').TrimEnd();
        if (function.StartsWith(createdBy, StringComparison.Ordinal))
        {
            return function[createdBy.Length..].Split(" in goroutine")[0];
        }

        // The arguments are the last balanced pair; receivers as in pkg.(*T).M come before it.
        var depth = 0;
        for (var i = function.Length - 1; i >= 0 && function.EndsWith(')'); i--)
        {
            depth += function[i] == ')' ? 1 : function[i] == '(' ? -1 : 0;
            if (depth == 0)
            {
                return function[..i];
            }
        }

        return function;
    }

    private static StackFrame Frame(string function, Match location)
    {
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

    // (*T).M.func1.2 is a closure in method M, M[...] is generic.
    private static string SimpleName(string name)
    {
        var parts = name.Replace("[...]", string.Empty, StringComparison.Ordinal).Split('.');
        var i = parts.Length - 1;
        while (i > 0
            && (parts[i].All(char.IsDigit)
                || (parts[i].StartsWith("func", StringComparison.Ordinal) && parts[i][4..].All(char.IsDigit))
                || parts[i].Contains("gowrap", StringComparison.Ordinal)))
        {
            i--;
        }

        var plain = parts[i].Split('[')[0];
        return plain.EndsWith("-fm", StringComparison.Ordinal) ? plain[..^3] : plain;
    }
}
