using System.Globalization;
using System.Text.RegularExpressions;

namespace Temporalio.Common.EnvConfig;

/// <summary>Reads booleans, numbers, dates and times.</summary>
internal static partial class TomlScalars
{
    /// <summary>Reads a value.</summary>
    /// <param name="cursor">At its first character.</param>
    /// <returns>The value.</returns>
    public static object Read(TomlCursor cursor)
    {
        var text = cursor.TakeWhile(IsPart);
        if (Date().IsMatch(text) && cursor.StartsWith(" "))
        {
            // A space may stand between date and time.
            var at = cursor.TakeWhile(c => c == ' ');
            text += at.Length == 1 && char.IsAsciiDigit(cursor.Peek) ? "T" + cursor.TakeWhile(IsPart) : "";
        }

        return text switch
        {
            "true" => true,
            "false" => false,
            "inf" or "+inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" or "+nan" or "-nan" => double.NaN,
            _ when Integer().IsMatch(text) => Number(cursor, text, 10),
            _ when Hexadecimal().IsMatch(text) => Number(cursor, text[2..], 16),
            _ when Octal().IsMatch(text) => Number(cursor, text[2..], 8),
            _ when Binary().IsMatch(text) => Number(cursor, text[2..], 2),
            _ when Float().IsMatch(text) => double.Parse(Plain(text), CultureInfo.InvariantCulture),
            _ when IsTime(text) => new TomlTime(text),
            _ => throw cursor.Error(text.Length == 0 ? "A value is expected" : $"'{text}' is no value"),
        };
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.' or '_' or ':';

    private static string Plain(string text) => text.Replace("_", "", StringComparison.Ordinal);

    private static long Number(TomlCursor cursor, string text, int radix)
    {
        try
        {
            return radix == 10
                ? long.Parse(Plain(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
                : Convert.ToInt64(Plain(text), radix) is >= 0 and var value ? value : throw new OverflowException();
        }
        catch (OverflowException)
        {
            throw cursor.Error($"'{text}' does not fit into 64 bits");
        }
    }

    private static bool IsTime(string text)
    {
        var parts = text.Split('T', 't');
        var date = Date().IsMatch(parts[0]);
        if (!date && parts.Length > 1)
        {
            return false;
        }

        var time = date ? parts.ElementAtOrDefault(1) : parts[0];
        return parts.Length <= 2
            && (!date || DateOnly.TryParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out _))
            && (time is null || (date ? OffsetTime() : LocalTime()).IsMatch(time));
    }

    [GeneratedRegex(@"\A[+-]?(0|[1-9](_?[0-9])*)\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A0x[0-9A-Fa-f](_?[0-9A-Fa-f])*\z")]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"\A0o[0-7](_?[0-7])*\z")]
    private static partial Regex Octal();

    [GeneratedRegex(@"\A0b[01](_?[01])*\z")]
    private static partial Regex Binary();

    [GeneratedRegex(@"\A[+-]?(0|[1-9](_?[0-9])*)(\.[0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?\z")]
    private static partial Regex Float();

    [GeneratedRegex(@"\A\d{4}-\d{2}-\d{2}\z")]
    private static partial Regex Date();

    [GeneratedRegex(@"\A([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?\z")]
    private static partial Regex LocalTime();

    [GeneratedRegex(@"\A([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)?\z")]
    private static partial Regex OffsetTime();
}
