using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.CodeAnalysis.Fixes;

/// <content>Patterns, and the insertion of guards.</content>
internal static partial class SafeFixes
{
    private static readonly Regex s_indexed = new(@"(?<list>[A-Za-z_][\w.]*(?:\[\w+\])?)\[(?<index>-?\w+)\]", Linear);
    private static readonly Regex s_javaIndexed = new(
        @"(?<list>[A-Za-z_][\w.]*)\.(?<call>charAt|get)\((?<index>\w+)\)", Linear);
    private static readonly Regex s_subscript = new(
        @"(?<list>[A-Za-z_][\w.]*)\[(?<key>'[^'\\]*'|""[^""\\]*""|\w+)\]", Linear);
    private static readonly Regex s_goSlice = new(
        @"(?<list>\w[\w.]*(?:\[\w+\])?)\[(?<from>\d{1,4})\s*:\s*len\((?<list2>[^()]*)\)\s*-\s*(?<cut>\d{1,4})\]",
        Linear);

    private static readonly Regex s_division = new(
        @"^(?<lead>\s*(?:return|[\w.<>\[\] ]+=)\s+)(?<a>[\w.()]+)\s*(?<op>//?)\s*(?<b>[\w.]+(?:\([\w.]*\))?)(?<end>\s*;?\s*)$",
        Linear);

    private static readonly Regex s_beforeString = new(@"(?<x>[A-Za-z_][\w.]*(?:\[\w+\]|\(\))?) \+ (?:""|')", Linear);
    private static readonly Regex s_afterString = new(
        @"(?:""|') \+ (?<x>[A-Za-z_][\w.]*(?:\[\w+\]|\(\))?)\s*(?:[)+,]|$)", Linear);
    private static readonly Regex s_applied = new(
        @"^(?<lead>\s*(?:return\s+|[\w.$ ]+=\s*)?)(?<call>(?<x>[\w.$]+)\.(?:apply|call)\([^;]*\))(?<end>\s*;?\s*)$",
        Linear);

    private static readonly Regex s_pythonFor = new(
        @"^(?<lead>\s*for [\w, ()]+ in )(?<x>[\w.]+(?:\(\))?):(?<end>\s*)$", Linear);
    private static readonly Regex s_javaFor = new(
        @"^(?<lead>\s*for \([\w<>, .\[\]]+ : )(?<x>[\w.]+(?:\(\))?)\)\s*\{(?<end>\s*)$", Linear);

    private static readonly Regex s_csharpFor = new(
        @"^(?<lead>\s*foreach \([\w<>, .\[\]?()]+ in )(?<x>[\w.]+(?:\(\))?)\)(?<end>\s*\{?\s*)$", Linear);
    private static readonly Regex s_member = new(@"(?:^|[^\w.)\]])(?<x>[A-Za-z_]\w*)\.\w", Linear);

    private static readonly Regex s_condition = new(
        @"^(?<lead>\s*(?:\}\s*)?(?:else\s+)?(?:if|elif|while)\b\s*)", Linear);

    /// <summary>
    /// Puts a guard before the operand of a condition that holds the place; null when it is not in a condition.
    /// </summary>
    private static SafeFix? Guard(Site site, int at, string guard)
    {
        var lead = s_condition.Match(site.Masked);
        if (!lead.Success || at < lead.Length)
        {
            return null;
        }

        var isPython = site.Code.Language == CodeLanguage.Python;
        var start = OperandStart(site.Masked, lead.Length, at);

        // Within the operand's own call or list the value is an argument, and the guard still decides before it.
        var joiner = isPython ? " and " : " && ";
        return site.Replace(
            site.Text[..start] + guard + joiner + site.Text[start..],
            $"The condition first checks '{guard}'; otherwise it counts as not met.");
    }

    private static int OperandStart(string masked, int conditionStart, int at)
    {
        var depth = 0;
        for (var i = at - 1; i >= conditionStart; i--)
        {
            var c = masked[i];
            if (c is ')' or ']')
            {
                depth++;
            }
            else if (c is '(' or '[')
            {
                if (depth > 0)
                {
                    depth--;
                }
                else if (c == '(' && (i == conditionStart || !IsWordBefore(masked, i)))
                {
                    return i + 1;
                }
            }
            else if (depth == 0 && (EndsWith(masked, i, "&&") || EndsWith(masked, i, "||")
                || EndsWith(masked, i, " and ") || EndsWith(masked, i, " or ")))
            {
                return i + 1 < masked.Length && masked[i + 1] == ' ' ? i + 2 : i + 1;
            }
        }

        return conditionStart;
    }

    private static bool IsWordBefore(string text, int at) =>
        at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '_' or '$' or ')' or ']');

    private static bool EndsWith(string text, int last, string what) =>
        last + 1 >= what.Length && string.CompareOrdinal(text, last + 1 - what.Length, what, 0, what.Length) == 0;

    /// <summary>A call for its effect alone is left out when its object is missing.</summary>
    private static SafeFix? SkipStatement(Site site, int at, string guard)
    {
        var isWholeCall = site.Masked.Trim().EndsWith(");", StringComparison.Ordinal)
            && site.Masked[..at].Trim().Length == 0;
        return isWholeCall
            ? site.Replace(
                $"{site.Indent}if ({guard}) {{\n{site.Indent}    {site.Text.Trim()}\n{site.Indent}}}",
                $"The call is made only if '{guard}'.")
            : null;
    }

    private static SafeFix? ReturnNothing(Site site, string owner)
    {
        var text = site.Text.Trim();
        return text.StartsWith("return ", StringComparison.Ordinal) && !text.Contains(" if ", StringComparison.Ordinal)
            && text[7..].StartsWith(owner + ".", StringComparison.Ordinal)
            && text.Count(c => c == '(') == text.Count(c => c == ')')
            ? site.Replace(
                $"{site.Indent}{text} if {owner} is not None else None", $"Without '{owner}' the result is None.")
            : null;
    }

    /// <summary>The expression before a member, when the member occurs once.</summary>
    private static (string Text, int Start)? Owner(Site site, string member)
    {
        var places = Occurrences(site.Masked, member).ToList();
        if (places.Count != 1)
        {
            return null;
        }

        var start = places[0];
        while (start > 0 && (char.IsLetterOrDigit(site.Masked[start - 1]) || site.Masked[start - 1] is '_' or '.'))
        {
            start--;
        }

        var owner = site.Text[start..places[0]];
        return IsSimple(owner) ? (owner, start) : null;
    }

    private static IEnumerable<int> Occurrences(string text, string what)
    {
        for (var at = text.IndexOf(what, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(what, at + 1, StringComparison.Ordinal))
        {
            var end = at + what.Length;
            if (end == text.Length || !(char.IsLetterOrDigit(text[end]) || text[end] is '_' or '$'))
            {
                yield return at;
            }
        }
    }

    /// <summary>The failing line and how to replace it.</summary>
    private sealed class Site(CodeStructure code, string path, int line, int column)
    {
        private const int LinesToFail = 12;

        public CodeStructure Code { get; } = code;

        public int Column { get; } = column;

        public string Text { get; } = code.Lines[line - 1];

        public string Masked { get; } = code.MaskedLines[line - 1];

        public string Indent => Text[..(Text.Length - Text.TrimStart().Length)];

        /// <summary>
        /// The return statement by which the function leaves on a failure just after the line, if it has no names.
        /// </summary>
        public string? FailureReturn()
        {
            for (var i = line; i < Math.Min(Code.Lines.Count - 1, line + LinesToFail); i++)
            {
                if (Code.MaskedLines[i].Contains("err != nil", StringComparison.Ordinal))
                {
                    var next = Code.Lines[i + 1].Trim();
                    return next.StartsWith("return", StringComparison.Ordinal) && !SourceLine.Mentions(next, "err")
                        ? next
                        : null;
                }
            }

            return null;
        }

        /// <summary>
        /// Makes every access to a variable optional from the failing line to the end of its function, when they are a
        /// few reads: guarding the first alone would only move the error to the next. Null when there is but one
        /// access.
        /// </summary>
        public SafeFix? OptionalEverywhere(string name)
        {
            const int most = 4;
            var end = Code.FunctionAt(line)?.LastLine ?? line;
            var pattern = new Regex($@"(?:^|[^\w$.])(?<x>{Regex.Escape(name)})\.[A-Za-z_$][\w$]*", Linear);
            var edits = new List<CodeEdit>();
            var count = 0;
            for (var i = line; i <= end; i++)
            {
                var masked = Code.MaskedLines[i - 1];
                if (i > line && (SourceLine.Assigns(masked, name) || SourceLine.Declares(masked, name)))
                {
                    break;
                }

                var matches = pattern.Matches(masked);
                if (matches.Any(m => IsAssigned(masked, m.Index + m.Length)))
                {
                    return null;
                }

                count += matches.Count;
                if (matches.Count > 0 && i > line)
                {
                    edits.AddRange(new Site(Code, path, i, 0).Replace(Optional(i, matches), string.Empty).Edits);
                }
                else if (matches.Count > 0)
                {
                    edits.AddRange(Replace(Optional(i, matches), string.Empty).Edits);
                }
            }

            return count < 2 || count > most || edits.Count == 0 ? null
                : new SafeFix(
                    edits, $"The accesses to '{name}' become optional, so a missing object counts as missing values.");
        }

        private string Optional(int at, IEnumerable<Match> matches)
        {
            var text = Code.Lines[at - 1];
            foreach (var match in matches.Reverse())
            {
                var dot = match.Groups["x"].Index + match.Groups["x"].Length;
                text = text[..dot] + "?" + text[dot..];
            }

            return text;
        }

        /// <summary>Replaces the line; lines before it are taken along until the text is found once only.</summary>
        public SafeFix Replace(string text, string explanation)
        {
            var all = string.Join('\n', Code.Lines);
            for (var first = line; first >= Math.Max(1, line - 20); first--)
            {
                var lead = string.Concat(Enumerable.Range(first, line - first).Select(l => Code.Lines[l - 1] + "\n"));
                var before = lead + Text;
                var at = all.IndexOf(before, StringComparison.Ordinal);
                if (at >= 0 && all.IndexOf(before, at + 1, StringComparison.Ordinal) < 0)
                {
                    return new SafeFix([new CodeEdit(path, before, lead + text)], explanation);
                }
            }

            return SafeFix.None("the failing line cannot be told from others like it");
        }
    }
}
