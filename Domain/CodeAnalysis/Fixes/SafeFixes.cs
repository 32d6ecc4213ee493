using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.CodeAnalysis.Fixes;

/// <summary>
/// Fixes whose form alone shows that they do no harm: they decide nothing, leave no effect out and invent no value.
/// Conditions are never touched: what a check should answer for a missing value is for a person to say.
/// Everything else ends with the reason why there is no fix.
/// </summary>
internal static partial class SafeFixes
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking;
    private const int MaxLine = 400;

    /// <summary>Proposes a fix for the statement that failed.</summary>
    /// <param name="facts">What the error says.</param>
    /// <param name="code">The file.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="message">The message of the error.</param>
    public static SafeFix Propose(ErrorFacts facts, CodeStructure code, string path, int line, string message)
    {
        var site = new Site(code, path, line);
        if (site.Text.Length > MaxLine)
        {
            return SafeFix.None(FixWords.LineTooLong);
        }

        if (SourceLine.Raises(site.Masked) && facts.Kind is not (ErrorKind.TypeMismatch or ErrorKind.NullDereference))
        {
            return SafeFix.None(
                FixWords.RefusesOnPurpose);
        }

        return facts.Kind switch
        {
            ErrorKind.NullDereference => TextOfThrownError(site, facts),
            ErrorKind.IndexRange => GoSlice(site, message),
            ErrorKind.MissingKey => SafeFix.None(FixWords.WithoutKey),
            ErrorKind.DivisionByZero =>
                SafeFix.None(FixWords.ZeroDivisor),
            ErrorKind.TypeMismatch => Concatenation(site, message),
            ErrorKind.NotCallable =>
                SafeFix.None(FixWords.NotCallable),
            ErrorKind.ConcurrentChange => Copy(site),
            ErrorKind.ParseFormat => SafeFix.None(FixWords.OtherForm),
            ErrorKind.MissingResource =>
                SafeFix.None(FixWords.MissingResource),
            ErrorKind.TimeoutOrConnection =>
                SafeFix.None(FixWords.OtherSystem),
            ErrorKind.Linkage => SafeFix.None(FixWords.Linkage),
            ErrorKind.Unknown => SafeFix.None(FixWords.NoRule),
            _ => SafeFix.None(FixWords.FormatNoSafeRule(facts.Kind)),
        };
    }

    /// <summary>The failing line and how to replace it.</summary>
    private sealed class Site(CodeStructure code, string path, int line)
    {
        public CodeLanguage Language => code.Language;

        public string Text { get; } = code.Lines[line - 1];

        public string Masked { get; } = code.MaskedLines[line - 1];

        public string Indent => IndentOf(Text);

        /// <summary>A built-in name of the language may stand for something else in this file.</summary>
        public bool MayRedefine(string name) => Regex.IsMatch(
            string.Join('\n', code.MaskedLines),
            $@"(?:^|[(,]|\bfor\b)\s*{name}\s*(?:=[^=]|[,):]|\bin\b)",
            Linear | RegexOptions.Multiline);

        /// <summary>The masked lines below the failing one.</summary>
        public IEnumerable<string> Below => code.MaskedLines.Skip(line);

        public static string IndentOf(string text) => text[..(text.Length - text.TrimStart().Length)];

        /// <summary>The text of a line below the failing one, without white space around it.</summary>
        public string TrimmedBelow(int distance) =>
            line + distance <= code.Lines.Count ? code.Lines[line - 1 + distance].Trim() : string.Empty;

        /// <summary>Replaces the line; lines before it are taken along until the text is found once only.</summary>
        public SafeFix Replace(string text, string explanation)
        {
            var all = string.Join('\n', code.Lines);
            for (var first = line; first >= Math.Max(1, line - 20); first--)
            {
                var lead = string.Concat(Enumerable.Range(first, line - first).Select(l => code.Lines[l - 1] + "\n"));
                var before = lead + Text;
                var at = all.IndexOf(before, StringComparison.Ordinal);
                if (at >= 0 && all.IndexOf(before, at + 1, StringComparison.Ordinal) < 0)
                {
                    return new SafeFix([new CodeEdit(path, before, lead + text)], explanation);
                }
            }

            return SafeFix.None(FixWords.LikeOthers);
        }
    }
}
