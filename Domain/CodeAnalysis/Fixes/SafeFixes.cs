using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.CodeAnalysis.Fixes;

/// <summary>
/// Fixes that are safe by their form: a guard in a condition that is evaluated anyway, an optional access, a conversion
/// for a message. Where a fix would have to invent a value or a behavior, none is proposed and the reason is given.
/// </summary>
internal static partial class SafeFixes
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking;
    private const int MaxLine = 400;

    /// <summary>Proposes a fix for the statement that failed.</summary>
    /// <param name="facts">What the error says.</param>
    /// <param name="code">The file.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, 0 when unknown.</param>
    /// <param name="message">The message of the error.</param>
    public static SafeFix Propose(
        ErrorFacts facts,
        CodeStructure code,
        string path,
        int line,
        int column,
        string message)
    {
        var site = new Site(code, path, line, column);
        if (site.Text.Length > MaxLine)
        {
            return SafeFix.None("the failing line is too long, as generated or minified code has it");
        }

        if (SourceLine.Raises(site.Masked) && facts.Kind is not (ErrorKind.TypeMismatch or ErrorKind.NullDereference))
        {
            return SafeFix.None(
                "the code refuses this input on purpose; whether it should is a decision about behavior");
        }

        return facts.Kind switch
        {
            ErrorKind.NullDereference => Null(site, facts),
            ErrorKind.IndexRange => Index(site),
            ErrorKind.MissingKey => Key(site),
            ErrorKind.DivisionByZero => Division(site),
            ErrorKind.TypeMismatch => Concatenation(site, message),
            ErrorKind.NotCallable => NotCallable(site, facts),
            ErrorKind.ConcurrentChange => Copy(site),
            ErrorKind.ParseFormat => SafeFix.None("what to do with text of another form is a decision about behavior"),
            ErrorKind.MissingResource =>
                SafeFix.None("a missing file, module or class has to be supplied, not guarded against"),
            ErrorKind.TimeoutOrConnection =>
                SafeFix.None("the other system or its settings have to be looked at; code cannot answer for it"),
            ErrorKind.Linkage => SafeFix.None("the code generator or the versions of the libraries have to be changed"),
            ErrorKind.Unknown => SafeFix.None("there is no rule for this kind of error"),
            _ => SafeFix.None($"there is no safe rule for this kind of error ({facts.Kind})"),
        };
    }

    private static SafeFix Index(Site site)
    {
        foreach (Match match in s_indexed.Matches(site.Masked))
        {
            var (list, index) = (match.Groups["list"].Value, match.Groups["index"].Value.Trim());
            var at = match.Index;
            var guard = (site.Code.Language, index) switch
            {
                (CodeLanguage.Python, "0" or "-1") => list,
                (CodeLanguage.Python, _) when IsSimple(index) => $"{index} < len({list})",
                (CodeLanguage.Go, _) when IsSimple(index) => $"{index} < len({list})",
                (CodeLanguage.Java, _) when IsSimple(index) => $"{index} < {list}.length",
                _ => null,
            };
            if (guard is not null && Guard(site, at, guard) is { } fix)
            {
                return fix;
            }
        }

        foreach (Match match in s_javaIndexed.Matches(site.Masked))
        {
            var (list, index) = (match.Groups["list"].Value, match.Groups["index"].Value.Trim());
            var size = match.Groups["call"].Value == "charAt" ? "length()" : "size()";
            if (IsSimple(index) && Guard(site, match.Index, $"{index} < {list}.{size}") is { } fix)
            {
                return fix;
            }
        }

        return GoSlice(site)
            ?? SafeFix.None(
                "the index is not used in a condition; what to do without the element is a decision about behavior");
    }

    private static SafeFix? GoSlice(Site site)
    {
        if (site.Code.Language != CodeLanguage.Go || s_goSlice.Match(site.Masked) is not { Success: true } slice)
        {
            return null;
        }

        var list = slice.Groups["list"].Value;
        if (slice.Groups["list2"].Value != list || site.FailureReturn() is not { } leave)
        {
            return null;
        }

        var least = int.Parse(slice.Groups["from"].Value) + int.Parse(slice.Groups["cut"].Value);
        return site.Replace(
            $"{site.Indent}if len({list}) < {least} {{\n{site.Indent}\t{leave}\n{site.Indent}}}\n{site.Text}",
            $"A '{list}' that is too short to be cut is answered as the function answers other bad input ('{leave}').");
    }

    private static SafeFix Key(Site site)
    {
        if (site.Code.Language == CodeLanguage.Python)
        {
            foreach (Match match in s_subscript.Matches(site.Text))
            {
                var (map, key) = (match.Groups["list"].Value, match.Groups["key"].Value);
                if (Guard(site, match.Index, $"{key} in {map}") is { } fix)
                {
                    return fix;
                }
            }
        }

        if (site.Code.Language == CodeLanguage.CSharp && s_subscript.Match(site.Text) is { Success: true } item
            && Guard(
                site, item.Index, $"{item.Groups["list"].Value}.ContainsKey({item.Groups["key"].Value})") is { } csharp)
        {
            return csharp;
        }

        return SafeFix.None("the key is not read in a condition; a value would have to be invented");
    }

    private static SafeFix Division(Site site)
    {
        var match = s_division.Match(site.Text);
        if (!match.Success || site.Code.Language == CodeLanguage.Go || match.Groups["a"].Value.Contains('#'))
        {
            return SafeFix.None(
                "the division is part of a larger expression; what its value should be is a decision about behavior");
        }

        var (lead, a, b, end) = (
            match.Groups["lead"].Value,
            match.Groups["a"].Value.Trim(),
            match.Groups["b"].Value.Trim(),
            match.Groups["end"].Value);
        if (!IsAmount(b))
        {
            return SafeFix.None("what the result should be for a zero divisor is a decision about behavior");
        }

        var value = site.Code.Language == CodeLanguage.Python
            ? $"{a} {match.Groups["op"].Value} {b} if {b} else 0"
            : $"{b} == 0 ? 0 : {a} / {b}";
        return site.Replace(lead + value + end, $"Of nothing ('{b}' is zero) the result is 0.");
    }

    private static SafeFix Concatenation(Site site, string message)
    {
        if (site.Code.Language != CodeLanguage.Python)
        {
            return SafeFix.None("which type is right is a decision about behavior");
        }

        var other = message.Contains("for +:", StringComparison.Ordinal)
            && message.TrimEnd().EndsWith("and 'str'", StringComparison.Ordinal)
            ? s_beforeString.Match(site.Text)
            : message.Contains("can only concatenate str", StringComparison.Ordinal) ? s_afterString.Match(site.Text)
            : Match.Empty;
        if (!other.Success)
        {
            return SafeFix.None("which type is right is a decision about behavior");
        }

        var x = other.Groups["x"];
        return site.Replace(
            $"{site.Text[..x.Index]}str({x.Value}){site.Text[(x.Index + x.Length)..]}",
            $"'{x.Value}' is turned into text before it is joined to text.");
    }

    private static SafeFix NotCallable(Site site, ErrorFacts facts)
    {
        if (facts.Expression is { } x && IsSimple(x) && facts.Member is "apply" or "call"
            && s_applied.Match(site.Text) is { Success: true } applied && applied.Groups["x"].Value == facts.Expression)
        {
            return site.Replace(
                $"{applied.Groups["lead"].Value}typeof {x} === 'function' ? "
                    + $"{applied.Groups["call"].Value} : {x}{applied.Groups["end"].Value}",
                $"A '{x}' that is no function is taken for the value itself.");
        }

        if (facts is { Expression: { } f, Member: null } && IsSimple(f)
            && site.Text.Trim().StartsWith(f + "(", StringComparison.Ordinal)
            && site.Text.TrimEnd().EndsWith(';'))
        {
            return site.Replace(
                $"{site.Indent}if (typeof {f} === 'function') {site.Text.Trim()}",
                $"'{f}' is called only if it is a function.");
        }

        return SafeFix.None("what to do with a value that cannot be called is a decision about behavior");
    }

    private static SafeFix Copy(Site site)
    {
        var python = s_pythonFor.Match(site.Text);
        if (site.Code.Language == CodeLanguage.Python && python.Success)
        {
            return site.Replace(
                $"{python.Groups["lead"].Value}list({python.Groups["x"].Value}):{python.Groups["end"].Value}",
                "The loop goes over a copy, so its body may change the original.");
        }

        var csharp = s_csharpFor.Match(site.Text);
        if (site.Code.Language == CodeLanguage.CSharp && csharp.Success)
        {
            return site.Replace(
                $"{csharp.Groups["lead"].Value}System.Linq.Enumerable.ToList({csharp.Groups["x"].Value}))"
                    + csharp.Groups["end"].Value,
                "The loop goes over a copy, so its body may change the original.");
        }

        var java = s_javaFor.Match(site.Text);
        return site.Code.Language == CodeLanguage.Java && java.Success
            ? site.Replace(
                $"{java.Groups["lead"].Value}new java.util.ArrayList<>({java.Groups["x"].Value})) "
                    + $"{{{java.Groups["end"].Value}",
                "The loop goes over a copy, so its body may change the original.")
            : SafeFix.None("where the collection is changed is not visible on the failing line");
    }

    // "count", "len(x)", "x.size()", "items.length": dividing by how many there are.
    private static bool IsAmount(string b)
    {
        var name = b.ToLowerInvariant();
        return name.StartsWith("len(", StringComparison.Ordinal)
            || (IsSimple(b.Replace("()", string.Empty))
                && ((string[])["count", "size", "length", "total", "num", "quantity"]).Any(name.Contains));
    }

    [GeneratedRegex(@"^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$|^\d+$")]
    private static partial Regex SimpleExpression();

    private static bool IsSimple(string text) => text.Length < 100 && SimpleExpression().IsMatch(text);
}
