using System.Buffers.Binary;

namespace Temporalio.Common;

/// <summary>
/// A random generator whose numbers depend on the seed alone, in every version and on every machine: PCG XSL-RR 128/64
/// (MCG), the same as the official library's. It is not for secrets.
/// </summary>
/// <remarks>Algorithm: https://www.pcg-random.org; ranges by Canon's method, so no number is ever rejected.</remarks>
public class DeterministicRandom : Random
{
    private static readonly UInt128 Multiplier = new(0x2360ED051FC65DA4, 0x4385DF649FCCF645);

    private UInt128 _state;

    /// <summary>Makes a generator.</summary>
    /// <param name="seed">The seed.</param>
    public DeterministicRandom(ulong seed)
    {
        // The 64-bit seed is stretched to 128 bits with four numbers of the small PCG32 generator.
        Span<byte> bytes = stackalloc byte[16];
        var state = seed;
        for (var i = 0; i < 4; i++)
        {
            state = unchecked((state * 0x5851F42D4C957F2D) + 0xA17654E46FBE17F3);
            var shifted = (uint)(((state >> 18) ^ state) >> 27);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(i * 4)..], uint.RotateRight(shifted, (int)(state >> 59)));
        }

        // A multiplicative generator needs an odd state.
        _state = BinaryPrimitives.ReadUInt128LittleEndian(bytes) | UInt128.One;
    }

    /// <inheritdoc/>
    public override int Next() => Next(0, int.MaxValue);

    /// <inheritdoc/>
    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return Next(0, maxValue);
    }

    /// <inheritdoc/>
    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        var range = unchecked((uint)maxValue - (uint)minValue);
        if (range == 0)
        {
            return minValue;
        }

        var product = (ulong)NextUInt32() * range;
        var result = (uint)(product >> 32);
        var low = (uint)product;
        if (low > unchecked(0u - range))
        {
            var more = (uint)(((ulong)NextUInt32() * range) >> 32);
            if (unchecked(low + more) < low)
            {
                result++;
            }
        }

        return unchecked(minValue + (int)result);
    }

    /// <inheritdoc/>
    public override double NextDouble() =>
        BitConverter.UInt64BitsToDouble((NextUInt64() >> 12) | 0x3FF0000000000000) - 1.0;

    /// <inheritdoc/>
    public override void NextBytes(byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        NextBytes(buffer.AsSpan());
    }

    /// <inheritdoc/>
    public override void NextBytes(Span<byte> buffer)
    {
        Span<byte> word = stackalloc byte[8];
        while (!buffer.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, NextUInt64());
            var length = Math.Min(8, buffer.Length);
            word[..length].CopyTo(buffer);
            buffer = buffer[length..];
        }
    }

    /// <inheritdoc/>
    protected override double Sample() => NextDouble();

    private uint NextUInt32() => (uint)NextUInt64();

    private ulong NextUInt64()
    {
        _state = unchecked(_state * Multiplier);
        var folded = (ulong)(_state >> 64) ^ (ulong)_state;
        return ulong.RotateRight(folded, (int)(_state >> 122));
    }
}
