using System.Globalization;

namespace OpsFlow.Domain.CodeAnalysis.Reports;

/// <summary>Repairs JSON as senders really write it.</summary>
internal static class JsonBytes
{
    private const int EscapeLength = 6;

    /// <summary>
    /// Escapes of half a character (<c>\ud83d</c> alone, as a text that was cut inside an emoji has it) become the
    /// replacement character: half a character can be neither read, stored nor sent. No byte moves.
    /// </summary>
    public static ReadOnlyMemory<byte> WithWholeCharacters(ReadOnlyMemory<byte> body)
    {
        var bytes = body.Span;
        byte[]? copy = null;
        for (var i = 0; bytes[i..].IndexOf((byte)'\\') is >= 0 and var next;)
        {
            i += next;
            var unit = Unit(bytes, i);
            if (unit is >= 0xD800 and <= 0xDBFF && Unit(bytes, i + EscapeLength) is >= 0xDC00 and <= 0xDFFF)
            {
                i += 2 * EscapeLength;
            }
            else if (unit is >= 0xD800 and <= 0xDFFF)
            {
                copy ??= bytes.ToArray();
                @"\ufffd"u8.CopyTo(copy.AsSpan(i));
                i += EscapeLength;
            }
            else
            {
                i = Math.Min(i + 2, bytes.Length);
            }
        }

        return copy ?? body;
    }

    private static int Unit(ReadOnlySpan<byte> bytes, int at) =>
        at + EscapeLength <= bytes.Length && bytes[at] == '\\' && bytes[at + 1] == 'u'
            && ushort.TryParse(
                bytes.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? unit
            : -1;
}
