using System.Text;

namespace OpsFlow.Infrastructure.Llm;

/// <summary>
/// Joins what <see cref="BrokenCharacters"/> took apart, over the pieces of one text. A part whose other one never
/// comes is left out: nobody can read it.
/// </summary>
internal sealed class BrokenText
{
    private readonly List<byte> _bytes = [];
    private char _half;

    /// <summary>All of a text.</summary>
    public static string Join(string text) => new BrokenText().Push(text);

    /// <summary>The next piece.</summary>
    public string Push(string piece)
    {
        if (_half == 0 && _bytes.Count == 0 && !HasPart(piece))
        {
            return piece;
        }

        var text = new StringBuilder(piece.Length);
        foreach (var rune in piece.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case >= BrokenCharacters.FirstHalf and < BrokenCharacters.FirstByte:
                    _bytes.Clear();
                    Take((char)(0xd800 + (rune.Value - BrokenCharacters.FirstHalf)), text);
                    break;
                case >= BrokenCharacters.FirstByte and <= BrokenCharacters.FirstByte + 0xff:
                    _half = '\0';
                    Take((byte)(rune.Value - BrokenCharacters.FirstByte), text);
                    break;
                default:
                    _half = '\0';
                    _bytes.Clear();
                    text.Append(rune);
                    break;
            }
        }

        return text.ToString();
    }

    // All of them are beyond U+10EFFF: their first UTF-16 unit is one of these.
    private static bool HasPart(string piece) => piece.AsSpan().ContainsAnyInRange('\udbfc', '\udbfe');

    private void Take(char half, StringBuilder text)
    {
        if (char.IsLowSurrogate(half) && _half != 0)
        {
            text.Append(_half).Append(half);
        }

        _half = char.IsHighSurrogate(half) ? half : '\0';
    }

    private void Take(byte part, StringBuilder text)
    {
        // One that begins a character ends the one before.
        if ((part & 0xc0) != 0x80)
        {
            _bytes.Clear();
        }

        _bytes.Add(part);
        if (Rune.DecodeFromUtf8(
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes), out var rune, out var length)
                == System.Buffers.OperationStatus.Done && length == _bytes.Count)
        {
            text.Append(rune);
            _bytes.Clear();
        }
    }
}
