namespace Temporalio.Common.EnvConfig;

/// <summary>A place in a text.</summary>
internal sealed class TomlCursor(string text)
{
    /// <summary>What <see cref="Peek"/> says at the end.</summary>
    public const char End = '\0';

    private int _at = text.StartsWith('\uFEFF') ? 1 : 0;

    /// <summary>Whether nothing is left.</summary>
    public bool AtEnd => _at >= text.Length;

    /// <summary>The next character.</summary>
    public char Peek => AtEnd ? End : text[_at];

    /// <summary>Takes the next character.</summary>
    /// <returns>The character.</returns>
    public char Take() => AtEnd ? throw Error("The text ends here") : text[_at++];

    /// <summary>Takes the next character if it is the one given.</summary>
    /// <param name="c">The character.</param>
    /// <returns>Whether it was.</returns>
    public bool TryTake(char c)
    {
        if (AtEnd || text[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Whether a text comes next.</summary>
    /// <param name="expected">The text.</param>
    /// <returns>True if so.</returns>
    public bool StartsWith(string expected) => string.CompareOrdinal(text, _at, expected, 0, expected.Length) == 0;

    /// <summary>Takes a text if it comes next.</summary>
    /// <param name="expected">The text.</param>
    /// <returns>Whether it did.</returns>
    public bool TryTake(string expected)
    {
        if (!StartsWith(expected))
        {
            return false;
        }

        _at += expected.Length;
        return true;
    }

    /// <summary>Takes a character that must come next, after spaces.</summary>
    /// <param name="c">The character.</param>
    public void Expect(char c)
    {
        SkipSpacesUnless(c);
        if (!TryTake(c))
        {
            throw Error($"'{c}' is expected");
        }
    }

    /// <summary>Takes characters as long as they are of a kind.</summary>
    /// <param name="isOne">The kind.</param>
    /// <returns>The characters.</returns>
    public string TakeWhile(Func<char, bool> isOne)
    {
        var start = _at;
        while (!AtEnd && isOne(text[_at]))
        {
            _at++;
        }

        return text[start.._at];
    }

    /// <summary>Skips spaces and tabs.</summary>
    public void SkipSpaces()
    {
        while (Peek is ' ' or '\t')
        {
            _at++;
        }
    }

    /// <summary>Skips spaces, ends of lines and comments.</summary>
    public void SkipBlankLines()
    {
        while (true)
        {
            SkipSpaces();
            SkipComment();
            if (!TryTakeNewLine())
            {
                return;
            }
        }
    }

    /// <summary>Takes the rest of a line, which must be empty.</summary>
    public void EndLine()
    {
        SkipSpaces();
        SkipComment();
        if (!AtEnd && !TryTakeNewLine())
        {
            throw Error("The end of the line is expected");
        }
    }

    /// <summary>Takes an end of a line.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryTakeNewLine() => TryTake('\n') || TryTake("\r\n");

    /// <summary>An error at this place.</summary>
    /// <param name="message">What is wrong.</param>
    /// <returns>The exception.</returns>
    public TomlException Error(string message)
    {
        var before = text.AsSpan(0, Math.Min(_at, text.Length));
        return new(message, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    /// <summary>Whether a character may not stand in strings and comments.</summary>
    /// <param name="c">The character.</param>
    /// <returns>True if it may not.</returns>
    public static bool IsControl(char c) => c is (< ' ' and not '\t') or '\u007f';

    private void SkipSpacesUnless(char c)
    {
        if (Peek != c)
        {
            SkipSpaces();
        }
    }

    private void SkipComment()
    {
        if (!TryTake('#'))
        {
            return;
        }

        while (!AtEnd && Peek != '\n' && !StartsWith("\r\n"))
        {
            if (IsControl(Take()))
            {
                throw Error("A comment cannot hold control characters");
            }
        }
    }
}
