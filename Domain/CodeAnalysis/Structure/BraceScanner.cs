namespace OpsFlow.Domain.CodeAnalysis.Structure;

/// <summary>Finds classes and functions of languages with braces by what stands before each opening brace.</summary>
internal static class BraceScanner
{
    private const int MaxHeader = 4000;

    public static List<CodeUnit> Scan(string masked, CodeLanguage language)
    {
        var state = new State(masked, language);
        state.Run();
        return state.Units;
    }

    private sealed class State(string text, CodeLanguage language)
    {
        private readonly Stack<(int Unit, int HeaderStart, int Parens)> _open = new();
        private readonly List<string> _names = [];
        private int _headerStart;
        private int _parens;
        private int _line = 1;

        public List<CodeUnit> Units { get; } = [];

        public void Run()
        {
            for (var i = 0; i < text.Length; i++)
            {
                switch (text[i])
                {
                    case '\n':
                        _line++;
                        break;
                    case '(' or '[':
                        _parens++;
                        break;
                    case ')' or ']':
                        _parens = Math.Max(0, _parens - 1);
                        break;
                    case ';' when _parens == 0:
                        Expression(i);
                        _headerStart = i + 1;
                        break;
                    case '{' when IsEmptyGoType(i):
                        i++;
                        break;
                    case '{':
                        Open(i);
                        break;
                    case '}':
                        Close(i);
                        break;
                }
            }

            while (_open.Count > 0)
            {
                Close(text.Length);
            }
        }

        private void Open(int at)
        {
            var header = Header(at);
            var found = HeaderReader.Read(header, language);
            _open.Push((found is null ? -1 : Units.Count, _headerStart, _parens));
            if (found is { } unit)
            {
                Add(unit, FirstLine(at, unit.Name));
            }

            _headerStart = at + 1;
            _parens = 0;
        }

        private void Close(int at)
        {
            if (_open.Count == 0)
            {
                _headerStart = Math.Min(at + 1, text.Length);
                _parens = 0;
                return;
            }

            var (unit, headerStart, parens) = _open.Pop();
            _parens = parens;

            // Within parentheses the statement goes on after a lambda's body; else a new one starts.
            _headerStart = parens > 0 ? headerStart : Math.Min(at + 1, text.Length);
            if (unit >= 0)
            {
                Units[unit] = Units[unit] with { LastLine = _line };
                _names.RemoveAt(_names.Count - 1);
            }
        }

        // int Name() => expression;
        private void Expression(int at)
        {
            if (language != CodeLanguage.CSharp)
            {
                return;
            }

            var header = Header(at);
            var arrow = header.IndexOf("=>", StringComparison.Ordinal);
            if (arrow > 0 && !header[..arrow].Contains('=')
                && HeaderReader.Read(header[..arrow], language) is { IsType: false } unit)
            {
                Add(unit, FirstLine(at, unit.Name));
                Units[^1] = Units[^1] with { LastLine = _line };
                _names.RemoveAt(_names.Count - 1);
            }
        }

        private void Add(CodeUnit unit, int firstLine)
        {
            var outer = _names.Count > 0 ? _names[^1] + "." : string.Empty;
            var name = outer + unit.QualifiedName;
            _names.Add(name);
            Units.Add(unit with { QualifiedName = name, FirstLine = firstLine, LastLine = _line });
        }

        // The line of the name: what stands before it may be the end of a statement without a semicolon.
        private int FirstLine(int at, string name)
        {
            var start = Math.Max(_headerStart, at - MaxHeader);
            var simple = name[(name.LastIndexOf('.') + 1)..];
            var depth = 0;
            var lines = 0;
            for (var i = at - 1; i >= start; i--)
            {
                depth += text[i] == ')' ? 1 : text[i] == '(' ? -1 : 0;
                lines += text[i] == '\n' ? 1 : 0;
                if (depth <= 0 && string.CompareOrdinal(text, i, simple, 0, simple.Length) == 0
                    && !IsWord(i - 1) && !IsWord(i + simple.Length))
                {
                    return _line - lines;
                }
            }

            return _line;
        }

        private bool IsWord(int at) =>
            at >= 0 && at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '$');

        private bool IsEmptyGoType(int at) =>
            language == CodeLanguage.Go && at + 1 < text.Length && text[at + 1] == '}'
            && at >= 6
            && (text.AsSpan(0, at).TrimEnd().EndsWith("interface") || text.AsSpan(0, at).TrimEnd().EndsWith("struct"));

        private string Header(int end)
        {
            var start = Math.Max(_headerStart, end - MaxHeader);
            return text[start..Math.Max(start, end)];
        }
    }
}
