using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <summary>What can be read from a statement without parsing it.</summary>
internal static class SourceLine
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking;

    private static readonly Regex s_raise = new(
        @"(?:^|[\s;{}(:])(?:panic\s*\(|(?:throw|raise|assert)(?:[\s(]|$))", Linear);
    private static readonly Regex s_call = new(@"(?<name>[\p{L}_$][\w$]*)\s*(?:<[\w\s,.]*>)?\(", Linear);
    private static readonly Regex s_name = new(@"(?<dot>\.?)(?<name>[\p{L}_$][\w$]*)", Linear);

    private static readonly FrozenSet<string> s_keywords = new[]
    {
        "if", "for", "while", "switch", "catch", "return", "throw", "new", "raise", "assert", "in", "is", "not", "and",
        "or", "else", "elif", "function", "typeof", "await", "async", "yield", "lambda", "def", "class", "func",
        "range", "with", "except", "print", "int", "long", "var", "let", "const", "final", "boolean", "bool", "string",
        "String", "char", "byte", "double", "float", "void", "null", "nil", "None", "undefined", "true", "false",
        "True", "False", "this", "self", "super", "try", "case", "err", "do", "static", "public", "private",
        "protected", "len", "str", "isinstance", "getattr", "instanceof", "foreach", "using", "as", "from",
    }.ToFrozenSet();

    /// <summary>The statement throws by itself.</summary>
    public static bool Raises(string masked) => s_raise.IsMatch(masked);

    /// <summary>Names of functions called.</summary>
    public static IReadOnlyList<string> Calls(string masked) =>
        [.. s_call.Matches(masked).Select(m => m.Groups["name"].Value).Where(n => !s_keywords.Contains(n)).Distinct()];

    /// <summary>Names of variables and fields, without those that are called.</summary>
    public static IReadOnlyList<string> Names(string masked)
    {
        var calls = Calls(masked);
        return [.. s_name.Matches(masked).Select(m => m.Groups["name"].Value)
            .Where(n => !s_keywords.Contains(n) && !calls.Contains(n)).Distinct()];
    }

    /// <summary>The names that expressions start from: of <c>a.b(c), d</c> these are a, c and d.</summary>
    public static IReadOnlyList<string> Roots(string masked) =>
        [.. s_name.Matches(masked).Where(m => m.Groups["dot"].Length == 0).Select(m => m.Groups["name"].Value)
            .Where(n => !s_keywords.Contains(n)).Distinct()];

    /// <summary>The line assigns the name (a variable, or a field of this object).</summary>
    public static bool Assigns(string masked, string name)
    {
        for (var at = masked.IndexOf(name, StringComparison.Ordinal);
            at >= 0;
            at = masked.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at > 0 && IsWord(masked[at - 1])) || (end < masked.Length && IsWord(masked[end])))
            {
                continue;
            }

            var rest = masked.AsSpan(end).TrimStart();
            if (rest.StartsWith("++") || rest.StartsWith("--") || rest.StartsWith(":=")
                || masked.AsSpan(0, at).TrimEnd().EndsWith("++") || masked.AsSpan(0, at).TrimEnd().EndsWith("--")
                || (rest.Length > 0 && rest[0] == '=' && !(rest.Length > 1 && rest[1] is '=' or '>'))
                || (rest.Length > 1 && "+-*/|&%^?".Contains(rest[0]) && rest[1] == '='))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The line declares a variable of the name: <c>int name</c>, <c>let name</c>, <c>name := ...</c>.
    /// </summary>
    public static bool Declares(string masked, string name)
    {
        for (var at = masked.IndexOf(name, StringComparison.Ordinal);
            at >= 0;
            at = masked.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at > 0 && IsWord(masked[at - 1])) || (end < masked.Length && IsWord(masked[end])))
            {
                continue;
            }

            var rest = masked.AsSpan(end).TrimStart();
            var before = masked.AsSpan(0, at).TrimEnd();
            if (rest.StartsWith(":=")
                || (before.Length < at && before.Length > 0 && (IsWord(before[^1]) || before[^1] is '>' or ']')
                && rest.Length > 0 && (rest[0] is ';' or '=' or ':' or ')' or ',')
                && !before.EndsWith("return") && !before.EndsWith("else") && !before.EndsWith("in")
                && !before.EndsWith("throw")
                && !before.EndsWith("not") && !before.EndsWith("and") && !before.EndsWith("or")
                && !before.EndsWith("is")))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The name occurs as a whole word.</summary>
    public static bool Mentions(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || !IsWord(text[at - 1])) && (end == text.Length || !IsWord(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWord(char c) => c is '_' or '$' || char.IsLetterOrDigit(c);
}
