using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;

namespace OpsFlow.Engine.Storage;

/// <summary>Making sure that what is read is what was written: SQLite does not look into what it stores.</summary>
internal static class Stored
{
    /// <summary>CRC-32C of the bytes.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var item in bytes)
        {
            crc = BitOperations.Crc32C(crc, item);
        }

        return ~crc;
    }

    /// <summary>Compares with the checksum in a column; NULL there was written before there were checksums.</summary>
    /// <exception cref="StoreException">They differ.</exception>
    public static void Check(SqliteStatement row, int column, ReadOnlySpan<byte> bytes, string what)
    {
        if (!row.IsNull(column) && row.Long(column) != Checksum(bytes))
        {
            throw new StoreException($"{what} is damaged: its checksum is wrong.", isDamage: true);
        }
    }

    /// <summary>A stored message.</summary>
    /// <exception cref="StoreException">The bytes are none.</exception>
    public static T Parse<T>(MessageParser<T> parser, ReadOnlySpan<byte> bytes, string what)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new StoreException($"{what} is damaged: {e.Message}", e, isDamage: true);
        }
    }
}
