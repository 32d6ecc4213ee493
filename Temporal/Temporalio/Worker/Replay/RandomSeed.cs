using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Temporalio.Worker.Replay;

/// <summary>The random seed of a run: SipHash-1-3 with a zero key over its id, as the official library has it.</summary>
internal static class RandomSeed
{
    /// <summary>The seed of a run.</summary>
    /// <param name="runId">The original run id, or the new one after a reset.</param>
    /// <returns>The seed.</returns>
    public static ulong Of(string runId)
    {
        // Rust hashes a string as its bytes and a terminator that no UTF-8 text contains.
        var text = new byte[Encoding.UTF8.GetByteCount(runId) + 1];
        Encoding.UTF8.GetBytes(runId, text);
        text[^1] = 0xFF;
        return SipHash13(text);
    }

    // https://www.aumasson.jp/siphash/siphash.pdf with one compression and three finalisation rounds.
    private static ulong SipHash13(ReadOnlySpan<byte> data)
    {
        var v0 = 0x736f6d6570736575UL;
        var v1 = 0x646f72616e646f6dUL;
        var v2 = 0x6c7967656e657261UL;
        var v3 = 0x7465646279746573UL;
        var rest = data;
        while (rest.Length >= 8)
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            v3 ^= word;
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= word;
            rest = rest[8..];
        }

        var last = (ulong)data.Length << 56;
        for (var i = 0; i < rest.Length; i++)
        {
            last |= (ulong)rest[i] << (8 * i);
        }

        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;
        v2 ^= 0xFF;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        unchecked
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
