namespace Temporalio.Common.EnvConfig;

/// <summary>
/// Reads TOML 1.0. Strict: whatever the format forbids is an error with its place. Bounded: by the length of the text and
/// the depth of nesting, so that no text can exhaust memory or the stack.
/// </summary>
internal static class TomlParser
{
    /// <summary>The longest text, in characters.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The deepest nesting of tables and arrays.</summary>
    public const int MaxDepth = 64;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The top table.</returns>
    /// <exception cref="TomlException">It is not TOML, or beyond the limits.</exception>
    public static TomlTable Parse(string text)
    {
        var cursor = new TomlCursor(text);
        if (text.Length > MaxLength)
        {
            throw cursor.Error($"The text is longer than {MaxLength} characters");
        }

        var root = new TomlTable { From = TomlTable.Origin.Header };
        var current = root;
        while (true)
        {
            cursor.SkipBlankLines();
            if (cursor.AtEnd)
            {
                return root;
            }

            if (cursor.Peek == '[')
            {
                current = ReadHeader(cursor, root);
            }
            else
            {
                ReadKeyValue(cursor, current, 0);
            }

            cursor.EndLine();
        }
    }

    private static TomlTable ReadHeader(TomlCursor cursor, TomlTable root)
    {
        cursor.Expect('[');
        var isArray = cursor.TryTake('[');
        var keys = ReadKeys(cursor);
        cursor.Expect(']');
        if (isArray)
        {
            cursor.Expect(']');
        }

        var table = root;
        foreach (var key in keys[..^1])
        {
            table = Descend(cursor, table, key);
        }

        var last = keys[^1];
        return isArray ? AddToArray(cursor, table, last) : DefineTable(cursor, table, last);
    }

    private static TomlTable Descend(TomlCursor cursor, TomlTable table, string key)
    {
        if (!table.TryGetValue(key, out var value))
        {
            var made = new TomlTable { From = TomlTable.Origin.HeaderPart };
            table.Add(key, made);
            return made;
        }

        return value switch
        {
            TomlTable { From: not TomlTable.Origin.Inline } found => found,
            TomlTableArray { Count: > 0 } array => array[^1],
            _ => throw cursor.Error($"'{key}' is no table that can be added to"),
        };
    }

    private static TomlTable DefineTable(TomlCursor cursor, TomlTable table, string key)
    {
        if (!table.TryGetValue(key, out var value))
        {
            var made = new TomlTable { From = TomlTable.Origin.Header };
            table.Add(key, made);
            return made;
        }

        if (value is TomlTable { From: TomlTable.Origin.HeaderPart } part)
        {
            part.From = TomlTable.Origin.Header;
            return part;
        }

        throw cursor.Error($"'{key}' is defined twice");
    }

    private static TomlTable AddToArray(TomlCursor cursor, TomlTable table, string key)
    {
        if (!table.TryGetValue(key, out var value))
        {
            table.Add(key, value = new TomlTableArray());
        }

        if (value is not TomlTableArray array)
        {
            throw cursor.Error($"'{key}' is no array of tables");
        }

        array.Add(new TomlTable { From = TomlTable.Origin.Header });
        return array[^1];
    }

    private static List<string> ReadKeys(TomlCursor cursor)
    {
        var keys = new List<string>();
        do
        {
            cursor.SkipSpaces();
            keys.Add(ReadKey(cursor));
            if (keys.Count > MaxDepth)
            {
                throw cursor.Error($"More than {MaxDepth} parts in a key");
            }

            cursor.SkipSpaces();
        }
        while (cursor.TryTake('.'));
        return keys;
    }

    private static string ReadKey(TomlCursor cursor) => cursor.Peek switch
    {
        '"' => TomlStrings.ReadBasic(cursor, multiline: false),
        '\'' => TomlStrings.ReadLiteral(cursor, multiline: false),
        _ => cursor.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') is { Length: > 0 } bare
            ? bare
            : throw cursor.Error("A key is expected"),
    };

    private static void ReadKeyValue(TomlCursor cursor, TomlTable table, int depth)
    {
        var keys = ReadKeys(cursor);
        foreach (var key in keys[..^1])
        {
            if (!table.TryGetValue(key, out var value))
            {
                table.Add(key, value = new TomlTable { From = TomlTable.Origin.DottedKey });
            }

            table = value is TomlTable { From: TomlTable.Origin.DottedKey } inner
                ? inner
                : throw cursor.Error($"'{key}' cannot be added to here");
        }

        cursor.Expect('=');
        cursor.SkipSpaces();
        if (!table.TryAdd(keys[^1], ReadValue(cursor, depth + keys.Count)))
        {
            throw cursor.Error($"'{keys[^1]}' is defined twice");
        }
    }

    private static object ReadValue(TomlCursor cursor, int depth)
    {
        if (depth > MaxDepth)
        {
            throw cursor.Error($"Nested deeper than {MaxDepth}");
        }

        switch (cursor.Peek)
        {
            case '"':
                return TomlStrings.ReadBasic(cursor, multiline: cursor.StartsWith("\"\"\""));
            case '\'':
                return TomlStrings.ReadLiteral(cursor, multiline: cursor.StartsWith("'''"));
            case '[':
                return ReadArray(cursor, depth);
            case '{':
                return ReadInlineTable(cursor, depth);
            default:
                return TomlScalars.Read(cursor);
        }
    }

    private static List<object> ReadArray(TomlCursor cursor, int depth)
    {
        cursor.Expect('[');
        var values = new List<object>();
        while (true)
        {
            cursor.SkipBlankLines();
            if (cursor.TryTake(']'))
            {
                return values;
            }

            values.Add(ReadValue(cursor, depth + 1));
            cursor.SkipBlankLines();
            if (!cursor.TryTake(','))
            {
                cursor.Expect(']');
                return values;
            }
        }
    }

    private static TomlTable ReadInlineTable(TomlCursor cursor, int depth)
    {
        cursor.Expect('{');
        var table = new TomlTable { From = TomlTable.Origin.Inline };
        cursor.SkipSpaces();
        if (!cursor.TryTake('}'))
        {
            do
            {
                cursor.SkipSpaces();
                ReadKeyValue(cursor, table, depth + 1);
                cursor.SkipSpaces();
            }
            while (cursor.TryTake(','));
            cursor.Expect('}');
        }

        Close(table);
        return table;
    }

    // What stands in braces is complete, its inner tables too.
    private static void Close(TomlTable table)
    {
        table.From = TomlTable.Origin.Inline;
        foreach (var inner in table.Values.OfType<TomlTable>())
        {
            Close(inner);
        }
    }

    /// <summary>Tables under double-bracketed headers; arrays of values cannot be added to by those.</summary>
    private sealed class TomlTableArray : List<TomlTable>;
}
