namespace OpsFlow.Domain.CodeAnalysis.Search;

/// <summary>
/// Splits code and questions into search tokens: whole identifiers and their camelCase and snake_case words.
/// </summary>
public static class CodeTokens
{
    private const int MaxToken = 48;
    private const int MinToken = 2;

    private static readonly HashSet<string> s_noise =
    [
        "the", "of", "to", "and", "is", "in", "for", "this", "public", "private", "return", "static", "final", "void",
        "new", "if", "else", "int", "string", "def", "self", "var", "let", "const", "function", "func", "import",
        "from", "with", "not", "or", "class", "null", "none", "true", "false", "nil", "it", "be", "on", "at", "by",
        "an", "as", "that", "are",
    ];

    /// <summary>The tokens in order, with repeats: letters and digits only, lower case.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var i = 0;
        while (i < text.Length)
        {
            if (!IsPart(text[i]))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < text.Length && IsPart(text[i]))
            {
                i++;
            }

            foreach (var token in Identifier(text[start..i]))
            {
                yield return token;
            }
        }
    }

    private static IEnumerable<string> Identifier(string identifier)
    {
        if (identifier.Length > 200)
        {
            yield break; // data, not a name
        }

        var words = Words(identifier).Where(w => w.Length >= MinToken).ToList();
        foreach (var word in words)
        {
            var token = word.ToLowerInvariant();
            if (token.Length <= MaxToken && !s_noise.Contains(token))
            {
                yield return token;
            }
        }

        var whole = new string([.. identifier.Where(char.IsLetterOrDigit)]).ToLowerInvariant();
        if (words.Count > 1 && whole.Length is >= MinToken and <= MaxToken)
        {
            yield return whole;
        }
    }

    private static IEnumerable<string> Words(string identifier)
    {
        var start = 0;
        for (var i = 1; i <= identifier.Length; i++)
        {
            if (i == identifier.Length || IsBoundary(identifier, i))
            {
                var word = identifier[start..i].Trim('_');
                if (word.Length > 0)
                {
                    yield return word;
                }

                start = i;
            }
        }
    }

    // fooBar, HTMLParser, foo_bar, foo1 -> foo|Bar, HTML|Parser, foo|bar, foo1
    private static bool IsBoundary(string s, int i) =>
        s[i - 1] == '_' || s[i] == '_'
        || (char.IsLower(s[i - 1]) && char.IsUpper(s[i]))
        || (i + 1 < s.Length && char.IsUpper(s[i - 1]) && char.IsUpper(s[i]) && char.IsLower(s[i + 1]))
        || (char.IsDigit(s[i - 1]) && char.IsUpper(s[i]));

    private static bool IsPart(char c) => c == '_' || char.IsLetterOrDigit(c);
}
