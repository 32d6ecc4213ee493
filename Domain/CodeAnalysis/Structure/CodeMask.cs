namespace OpsFlow.Domain.CodeAnalysis.Structure;

/// <summary>Blanks comments and the contents of strings, keeping every offset and line break.</summary>
public static class CodeMask
{
    public static string Apply(string text, CodeLanguage language)
    {
        if (language == CodeLanguage.Unknown)
        {
            return text;
        }

        var output = text.ToCharArray();
        var scanner = new Scanner(text, output, language);
        scanner.Run();
        return new string(output);
    }

    private sealed class Scanner(string text, char[] output, CodeLanguage language)
    {
        private readonly bool _isScript = language is CodeLanguage.JavaScript or CodeLanguage.TypeScript;

        // For each open template literal: how many braces are open in its ${...}.
        private readonly Stack<int> _templates = new();
        private int _at;

        public void Run()
        {
            while (_at < text.Length)
            {
                Step();
            }
        }

        private void Step()
        {
            var c = text[_at];
            if (language == CodeLanguage.Python)
            {
                if (c == '#')
                {
                    BlankLine();
                }
                else if (c is '"' or '\'')
                {
                    PythonString(c);
                }
                else
                {
                    _at++;
                }

                return;
            }

            if (c == '/' && Peek(1) == '/')
            {
                BlankLine();
            }
            else if (c == '/' && Peek(1) == '*')
            {
                var end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                Blank(end < 0 ? text.Length : end + 2);
            }
            else if (c == '/' && _isScript && RegexMayStart())
            {
                RegexLiteral();
            }
            else if (c == '#' && _at == 0 && _isScript)
            {
                BlankLine();
            }
            else if (c == '"' && Starts("\"\"\"")
                && language is CodeLanguage.Java or CodeLanguage.Kotlin or CodeLanguage.CSharp)
            {
                var end = text.IndexOf("\"\"\"", _at + 3, StringComparison.Ordinal);
                BlankInside(3, end < 0 ? text.Length : end, 3);
            }
            else if (c == '"' && language == CodeLanguage.CSharp && IsVerbatim())
            {
                VerbatimString();
            }
            else if (c == '"' || (c == '\'' && !IsDigitSeparator()))
            {
                SimpleString(c);
            }
            else if (c == '`' && language == CodeLanguage.Go)
            {
                var end = text.IndexOf('`', _at + 1);
                BlankInside(1, end < 0 ? text.Length : end, 1);
            }
            else if (c == '`' && _isScript)
            {
                _at++;
                Template();
            }
            else
            {
                if (_templates.Count > 0 && c is '{' or '}')
                {
                    Braces(c);
                    return;
                }

                _at++;
            }
        }

        private void Braces(char c)
        {
            if (_templates.Count == 0)
            {
                _at++;
                return;
            }

            var open = _templates.Pop();
            if (c == '}' && open == 0)
            {
                // The end of ${...}: back into the literal.
                output[_at++] = ' ';
                Template();
                return;
            }

            _templates.Push(open + (c == '{' ? 1 : -1));
            _at++;
        }

        // Blanks the literal text up to its end or to the next ${, whose code stays.
        private void Template()
        {
            while (_at < text.Length)
            {
                if (text[_at] == '`')
                {
                    _at++;
                    return;
                }

                if (text[_at] == '$' && Peek(1) == '{')
                {
                    Blank(_at + 2);
                    _templates.Push(0);
                    return;
                }

                Blank(_at + (text[_at] == '\\' ? 2 : 1));
            }
        }

        private void SimpleString(char quote)
        {
            var i = _at + 1;
            while (i < text.Length && text[i] != quote && text[i] != '\n')
            {
                i += text[i] == '\\' ? 2 : 1;
            }

            BlankInside(1, Math.Min(i, text.Length), 1);
        }

        private void PythonString(char quote)
        {
            var triple = new string(quote, 3);
            if (Starts(triple))
            {
                var i = _at + 3;
                while (i < text.Length && string.CompareOrdinal(text, i, triple, 0, 3) != 0)
                {
                    i += text[i] == '\\' ? 2 : 1;
                }

                BlankInside(3, Math.Min(i, text.Length), 3);
                return;
            }

            SimpleString(quote);
        }

        private void VerbatimString()
        {
            var i = _at + 1;
            while (i < text.Length)
            {
                if (text[i] == '"')
                {
                    if (i + 1 < text.Length && text[i + 1] == '"')
                    {
                        i += 2;
                        continue;
                    }

                    break;
                }

                i++;
            }

            BlankInside(1, Math.Min(i, text.Length), 1);
        }

        private void RegexLiteral()
        {
            var inClass = false;
            var i = _at + 1;
            for (; i < text.Length && text[i] != '\n'; i++)
            {
                if (text[i] == '\\')
                {
                    i++;
                }
                else if (text[i] == '[')
                {
                    inClass = true;
                }
                else if (text[i] == ']')
                {
                    inClass = false;
                }
                else if (text[i] == '/' && !inClass)
                {
                    BlankInside(1, i, 1);
                    return;
                }
            }

            _at++; // No end on this line: it was a division.
        }

        // A regular expression follows an operator or keyword; a division follows a value.
        private bool RegexMayStart()
        {
            var i = _at - 1;
            while (i >= 0 && text[i] is ' ' or '\t')
            {
                i--;
            }

            if (i < 0 || text[i] == '\n' || "(,=:[!&|?{};+-*%<>~^".Contains(text[i]))
            {
                return true;
            }

            var end = i + 1;
            while (i >= 0 && char.IsLetter(text[i]))
            {
                i--;
            }

            return text[(i + 1)..end] is "return" or "typeof" or "case" or "in" or "of" or "delete" or "void" or "throw"
                or "new" or "else" or "await";
        }

        private bool IsVerbatim() =>
            (_at > 0 && text[_at - 1] == '@') || (_at > 1 && text[_at - 1] == '$' && text[_at - 2] == '@');

        // 1'000 in languages that have it, and Kotlin or Java generics never hold quotes, so only digits matter.
        private bool IsDigitSeparator() => _at > 0 && char.IsDigit(text[_at - 1]) && char.IsDigit(Peek(1));

        private void BlankLine()
        {
            var end = text.IndexOf('\n', _at);
            Blank(end < 0 ? text.Length : end);
        }

        private void BlankInside(int opening, int contentEnd, int closing)
        {
            _at = Math.Min(_at + opening, text.Length);
            Blank(Math.Max(contentEnd, _at));
            _at = Math.Min(_at + closing, text.Length);
        }

        private void Blank(int end)
        {
            for (end = Math.Min(end, text.Length); _at < end; _at++)
            {
                if (text[_at] != '\n')
                {
                    output[_at] = ' ';
                }
            }
        }

        private bool Starts(string what) => string.CompareOrdinal(text, _at, what, 0, what.Length) == 0;

        private char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';
    }
}
