using System.Buffers;
using System.Globalization;
using System.Text;

namespace OpsFlow.Infrastructure.Llm;

/// <summary>
/// Characters that an endpoint divides between two pieces of an answer: half of a surrogate pair as an escape of its
/// own, or some bytes of a UTF-8 sequence. Readers of JSON refuse both, so each part becomes a private character on its
/// way in, and <see cref="BrokenText"/> joins them again behind the reader.
/// </summary>
/// <remarks>Sources: RFC 8259, 8.2 (unpaired escapes); the tokens of byte-level models, which end anywhere.</remarks>
internal sealed class BrokenCharacters
{
    /// <summary>The private character of the first half of a surrogate pair.</summary>
    public const int FirstHalf = 0x10F000;

    /// <summary>That of the byte 0.</summary>
    public const int FirstByte = 0x10F800;

    private const int EscapeLength = 6;

    private readonly byte[] _held = new byte[2 * EscapeLength];
    private readonly ArrayBufferWriter<byte> _out = new();
    private int _count;

    /// <summary>Takes some bytes of JSON.</summary>
    /// <returns>What can be passed on; good until the next call.</returns>
    public ReadOnlyMemory<byte> Push(ReadOnlySpan<byte> bytes)
    {
        _out.ResetWrittenCount();
        while (bytes.Length > 0)
        {
            if (_count == 0)
            {
                var plain = bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7f);
                plain = plain < 0 ? bytes.Length : plain;
                var escape = bytes[..plain].IndexOf((byte)'\\');
                plain = escape < 0 ? plain : escape;
                _out.Write(bytes[..plain]);
                bytes = bytes[plain..];
                if (bytes.Length == 0)
                {
                    break;
                }
            }

            _held[_count++] = bytes[0];
            bytes = bytes[1..];
            Settle(isEnd: false);
        }

        return _out.WrittenMemory;
    }

    /// <summary>Nothing follows.</summary>
    /// <returns>The rest.</returns>
    public ReadOnlyMemory<byte> Finish()
    {
        _out.ResetWrittenCount();
        while (_count > 0)
        {
            Settle(isEnd: true);
        }

        return _out.WrittenMemory;
    }

    /// <summary>All of a text at once.</summary>
    public static byte[] Mend(ReadOnlySpan<byte> json)
    {
        var broken = new BrokenCharacters();
        var mended = new List<byte>(json.Length);
        mended.AddRange(broken.Push(json).Span);
        mended.AddRange(broken.Finish().Span);
        return [.. mended];
    }

    // Passes on what is at the start of what is held, as soon as it is known what it is.
    private void Settle(bool isEnd)
    {
        var held = _held.AsSpan(0, _count);
        if (held[0] == '\\')
        {
            SettleEscape(held, isEnd);
            return;
        }

        switch (Rune.DecodeFromUtf8(held, out _, out var length))
        {
            case OperationStatus.Done:
                Pass(length);
                break;
            case OperationStatus.NeedMoreData when !isEnd:
                break;
            // Some write half of a pair as three bytes, which is no UTF-8 either.
            case OperationStatus.InvalidData when held is [0xed, >= 0xa0, ..] && held.Length < 3 && !isEnd:
                break;
            case OperationStatus.InvalidData when held is [0xed, >= 0xa0 and <= 0xbf, >= 0x80 and <= 0xbf, ..]:
                Write(FirstHalf + ((((held[1] & 0x3f) << 6) | (held[2] & 0x3f)) - 0x800));
                Drop(3);
                break;
            default:
                Write(FirstByte + held[0]);
                Drop(1);
                break;
        }

        // What came behind may be known by now, too.
        if (_count > 0 && _count < held.Length)
        {
            Settle(isEnd);
        }
    }

    private void SettleEscape(Span<byte> held, bool isEnd)
    {
        if (held.Length < 2 || (held[1] == 'u' && held.Length < EscapeLength))
        {
            if (isEnd)
            {
                Pass(held.Length);
            }

            return;
        }

        if (held[1] != 'u' || Unit(held) is not { } first || !char.IsSurrogate(first))
        {
            Pass(held[1] != 'u' ? 2 : EscapeLength);
        }
        else if (char.IsLowSurrogate(first))
        {
            WriteHalf(first);
        }
        else if (held.Length == EscapeLength || (held[EscapeLength] == '\\' && held.Length == EscapeLength + 1)
            || (held.Length < 2 * EscapeLength && held[EscapeLength] == '\\' && held[EscapeLength + 1] == 'u'))
        {
            // Its other half may follow at once.
            if (isEnd)
            {
                WriteHalf(first);
            }

            return;
        }
        else if (held.Length == 2 * EscapeLength && Unit(held[EscapeLength..]) is { } second
            && char.IsLowSurrogate(second))
        {
            Pass(2 * EscapeLength);
        }
        else
        {
            WriteHalf(first);
        }

        if (_count > 0)
        {
            Settle(isEnd);
        }
    }

    private static char? Unit(ReadOnlySpan<byte> escape) => ushort.TryParse(
        escape[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;

    private void WriteHalf(char half)
    {
        Write(FirstHalf + (half - 0xd800));
        Drop(EscapeLength);
    }

    private void Write(int character)
    {
        Span<byte> bytes = stackalloc byte[4];
        _out.Write(bytes[..new Rune(character).EncodeToUtf8(bytes)]);
    }

    private void Pass(int length)
    {
        _out.Write(_held.AsSpan(0, length));
        Drop(length);
    }

    private void Drop(int length)
    {
        _held.AsSpan(length, _count - length).CopyTo(_held);
        _count -= length;
    }
}
