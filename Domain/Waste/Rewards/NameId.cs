using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OpsFlow.Domain.Waste.Rewards;

/// <summary>Ids made of names: the same names give the same id, wherever and whenever. RFC 9562, version 5.</summary>
public static class NameId
{
    private static readonly Guid s_namespace = new("6f1c2a84-7b1e-5d0c-9d3a-2f6c1e8a4b70");

    /// <summary>The id of some names in order.</summary>
    public static Guid Of(params string[] names)
    {
        // With their lengths: ("a", "bc") and ("ab", "c") are different names.
        var name = Encoding.UTF8.GetBytes(string.Concat(names.Select(n => $"{n.Length}:{n}")));
        Span<byte> input = new byte[16 + name.Length];
        s_namespace.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input[16..]);
        // The version asks for SHA-1; nothing is protected by it.
#pragma warning disable CA5350
        Span<byte> hash = SHA1.HashData(input);
#pragma warning restore CA5350
        var version = (ushort)((BinaryPrimitives.ReadUInt16BigEndian(hash[6..]) & 0x0fff) | 0x5000);
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], version);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new(hash[..16], bigEndian: true);
    }
}
