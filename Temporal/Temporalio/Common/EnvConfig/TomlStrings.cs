using System.Globalization;
using System.Text;

namespace Temporalio.Common.EnvConfig;

/// <summary>Reads the four kinds of strings.</summary>
internal static class TomlStrings
{
    /// <summary>Reads a string in double quotes.</summary>
    /// <param name="cursor">At the first quote.</param>
    /// <param name="multiline">Whether it is in three of them.</param>
    /// <returns>The string.</returns>
    public static string ReadBasic(TomlCursor cursor, bool multiline)
    {
        Open(cursor, '"', multiline);
        var result = new StringBuilder();
        while (!TryClose(cursor, '"', multiline, result))
        {
            if (cursor.TryTake('\\'))
            {
                ReadEscape(cursor, multiline, result);
            }
            else
            {
                ReadPlain(cursor, multiline, result);
            }
        }

        return result.ToString();
    }

    /// <summary>Reads a string in single quotes.</summary>
    /// <param name="cursor">At the first quote.</param>
    /// <param name="multiline">Whether it is in three of them.</param>
    /// <returns>The string.</returns>
    public static string ReadLiteral(TomlCursor cursor, bool multiline)
    {
        Open(cursor, '\'', multiline);
        var result = new StringBuilder();
        while (!TryClose(cursor, '\'', multiline, result))
        {
            ReadPlain(cursor, multiline, result);
        }

        return result.ToString();
    }

    private static void Open(TomlCursor cursor, char quote, bool multiline)
    {
        for (var i = 0; i < (multiline ? 3 : 1); i++)
        {
            cursor.Take();
        }

        if (multiline)
        {
            cursor.TryTakeNewLine();
        }
    }

    private static bool TryClose(TomlCursor cursor, char quote, bool multiline, StringBuilder result)
    {
        if (!multiline)
        {
            return cursor.TryTake(quote);
        }

        if (!cursor.TryTake(new string(quote, 3)))
        {
            return false;
        }

        // Up to two quotes may stand before the closing ones.
        for (var extra = 0; extra < 2 && cursor.TryTake(quote); extra++)
        {
            result.Append(quote);
        }

        return true;
    }

    private static void ReadPlain(TomlCursor cursor, bool multiline, StringBuilder result)
    {
        if (multiline && cursor.TryTakeNewLine())
        {
            result.Append('\n');
            return;
        }

        var c = cursor.Take();
        if (TomlCursor.IsControl(c))
        {
            throw cursor.Error("A string cannot hold this character");
        }

        result.Append(c);
    }

    private static void ReadEscape(TomlCursor cursor, bool multiline, StringBuilder result)
    {
        if (multiline && TrySkipLineEnd(cursor))
        {
            return;
        }

        var c = cursor.Take();
        result.Append(c switch
        {
            'b' => "\b",
            't' => "\t",
            'n' => "\n",
            'f' => "\f",
            'r' => "\r",
            '"' => "\"",
            '\\' => "\\",
            'u' => ReadCode(cursor, 4),
            'U' => ReadCode(cursor, 8),
            _ => throw cursor.Error($"'\\{c}' is no escape"),
        });
    }

    // A backslash at the end of a line takes away all white space up to the next text.
    private static bool TrySkipLineEnd(TomlCursor cursor)
    {
        if (cursor.Peek is not (' ' or '\t' or '\r' or '\n'))
        {
            return false;
        }

        cursor.SkipSpaces();
        if (!cursor.TryTakeNewLine())
        {
            throw cursor.Error("Only white space may stand between a backslash and the end of its line");
        }

        do
        {
            cursor.SkipSpaces();
        }
        while (cursor.TryTakeNewLine());
        return true;
    }

    private static string ReadCode(TomlCursor cursor, int digits)
    {
        var text = string.Concat(Enumerable.Range(0, digits).Select(_ => cursor.Take()));
        return uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && Rune.IsValid(code)
                ? new Rune(code).ToString()
                : throw cursor.Error($"'{text}' is no Unicode scalar");
    }
}
