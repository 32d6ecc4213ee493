using System.Globalization;
using System.Text;

namespace UnaryGrpc;

/// <summary>The textual parts of gRPC over HTTP/2: <c>grpc-message</c>, <c>grpc-timeout</c> and binary metadata.</summary>
public static class GrpcWire
{
    /// <summary>The content type of a request or response.</summary>
    public const string ContentType = "application/grpc";

    /// <summary>Percent-encodes a status message: bytes outside space..~ and the percent sign are escaped.</summary>
    /// <param name="message">Any text.</param>
    /// <returns>Text that is valid in an HTTP/2 header.</returns>
    public static string EncodeMessage(string message)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        if (!bytes.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~') && !message.Contains('%'))
        {
            return message;
        }

        var encoded = new StringBuilder(bytes.Length + 16);
        foreach (var b in bytes)
        {
            if (b is >= (byte)' ' and <= (byte)'~' and not (byte)'%')
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    /// <summary>Decodes a status message. Invalid escapes stand for themselves, as the protocol asks.</summary>
    /// <param name="encoded">The header's value.</param>
    /// <returns>The message.</returns>
    public static string DecodeMessage(string encoded)
    {
        if (!encoded.Contains('%'))
        {
            return encoded;
        }

        var source = Encoding.UTF8.GetBytes(encoded);
        var bytes = new byte[source.Length];
        var n = 0;
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] == '%' && i + 2 < source.Length
                && char.IsAsciiHexDigit((char)source[i + 1]) && char.IsAsciiHexDigit((char)source[i + 2]))
            {
                bytes[n++] = (byte)((Digit(source[i + 1]) << 4) | Digit(source[i + 2]));
                i += 2;
            }
            else
            {
                bytes[n++] = source[i];
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, n);

        static int Digit(byte c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    }

    /// <summary>Writes <c>grpc-timeout</c>: at most eight digits and a unit.</summary>
    /// <param name="timeout">A positive time; longer than 99,999,999 hours is cut to that.</param>
    /// <returns>The header's value.</returns>
    public static string EncodeTimeout(TimeSpan timeout)
    {
        var micros = Math.Max(1, timeout.Ticks / TimeSpan.TicksPerMicrosecond);
        (long Divisor, char Unit)[] units =
            [(1, 'u'), (1000, 'm'), (1_000_000, 'S'), (60_000_000, 'M'), (3_600_000_000, 'H')];
        foreach (var (divisor, unit) in units)
        {
            var value = (micros + divisor - 1) / divisor;
            if (value <= 99_999_999)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
            }
        }

        return "99999999H";
    }

    /// <summary>Reads <c>grpc-timeout</c>.</summary>
    /// <param name="value">The header's value.</param>
    /// <param name="timeout">The time.</param>
    /// <returns>Whether the value is well formed.</returns>
    public static bool TryDecodeTimeout(string? value, out TimeSpan timeout)
    {
        timeout = default;
        if (value is null || value.Length is < 2 or > 9
            || !long.TryParse(value.AsSpan(0, value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var n))
        {
            return false;
        }

        // 99,999,999 hours are more than a TimeSpan's range of ticks allows to be exact about; a double is enough.
        TimeSpan? decoded = value[^1] switch
        {
            'H' => TimeSpan.FromHours(Math.Min(n, 87_600_000)),
            'M' => TimeSpan.FromMinutes(n),
            'S' => TimeSpan.FromSeconds(n),
            'm' => TimeSpan.FromMilliseconds(n),
            'u' => TimeSpan.FromMicroseconds(n),
            'n' => TimeSpan.FromTicks(n / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
        timeout = decoded ?? default;
        return decoded is not null;
    }

    /// <summary>Writes a binary header's value: base64 without padding.</summary>
    /// <param name="value">The bytes.</param>
    /// <returns>The header's value.</returns>
    public static string EncodeBinary(ReadOnlySpan<byte> value) => Convert.ToBase64String(value).TrimEnd('=');

    /// <summary>Reads a binary header's value, padded or not.</summary>
    /// <param name="value">The header's value.</param>
    /// <returns>The bytes, or null when they are not base64.</returns>
    public static byte[]? DecodeBinary(string value)
    {
        var padded = value.PadRight((value.Length + 3) / 4 * 4, '=');
        var buffer = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, buffer, out var written) ? buffer[..written] : null;
    }
}
