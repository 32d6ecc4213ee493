using System.Text;

namespace OpsFlow.Engine.Visibility;

/// <summary>Splits a list filter into tokens.</summary>
internal static class ListQueryLexer
{
    internal enum Kind
    {
        Word,
        QuotedName,
        Text,
        Number,
        Symbol,
        End,
    }

    internal readonly record struct Token(Kind Kind, string Text);

    public static List<Token> Split(string query)
    {
        var tokens = new List<Token>();
        var i = 0;
        while (i < query.Length)
        {
            var c = query[i];
            if (char.IsWhiteSpace(c))
            {
                i++;
            }
            else if (c is '\'' or '"')
            {
                tokens.Add(new Token(Kind.Text, Quoted(query, ref i, c)));
            }
            else if (c == '`')
            {
                tokens.Add(new Token(Kind.QuotedName, Quoted(query, ref i, c)));
            }
            else if (char.IsLetter(c) || c == '_')
            {
                tokens.Add(new Token(
                    Kind.Word, Take(query, ref i, static x => char.IsLetterOrDigit(x) || x is '_' or '.' or '-')));
            }
            else if (char.IsAsciiDigit(c)
                || (c is '-' or '+' or '.' && i + 1 < query.Length && char.IsAsciiDigit(query[i + 1])))
            {
                var start = i++;
                Take(query, ref i, static x => char.IsAsciiLetterOrDigit(x) || x is '.' or '+' or '-');
                tokens.Add(new Token(Kind.Number, query[start..i]));
            }
            else
            {
                tokens.Add(new Token(Kind.Symbol, Symbol(query, ref i)));
            }
        }

        tokens.Add(new Token(Kind.End, ""));
        return tokens;
    }

    private static string Take(string query, ref int i, Func<char, bool> belongs)
    {
        var start = i;
        while (i < query.Length && belongs(query[i]))
        {
            i++;
        }

        return query[start..i];
    }

    private static string Quoted(string query, ref int i, char quote)
    {
        var text = new StringBuilder();
        for (i++; i < query.Length; i++)
        {
            var c = query[i];
            if (c == '\\' && quote != '`' && i + 1 < query.Length)
            {
                text.Append(query[++i]);
            }
            else if (c == quote)
            {
                i++;
                // A doubled quote stands for itself.
                if (i < query.Length && query[i] == quote)
                {
                    text.Append(quote);
                    continue;
                }

                return text.ToString();
            }
            else
            {
                text.Append(c);
            }
        }

        throw new ListQueryException("malformed query: a quote is not closed");
    }

    private static string Symbol(string query, ref int i)
    {
        foreach (var symbol in (string[])["!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", ","])
        {
            if (string.CompareOrdinal(query, i, symbol, 0, symbol.Length) == 0)
            {
                i += symbol.Length;
                return symbol;
            }
        }

        throw new ListQueryException($"malformed query: syntax error at position {i + 1} near '{query[i]}'");
    }
}
