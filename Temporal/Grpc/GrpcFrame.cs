using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Google.Protobuf;

namespace UnaryGrpc;

/// <summary>
/// The length-prefixed message of gRPC over HTTP/2: one byte 0 or 1 (compressed), four bytes big-endian length,
/// then the message. Source: gRPC "PROTOCOL-HTTP2" document, section "Length-Prefixed-Message".
/// </summary>
public static class GrpcFrame
{
    /// <summary>Bytes before the message.</summary>
    public const int HeaderSize = 5;

    /// <summary>The largest message that is read by default: 64 MiB, after decompression.</summary>
    public const int DefaultMaxMessageSize = 64 * 1024 * 1024;

    /// <summary>Most requests inflate to less, in bytes.</summary>
    private const int InflatedGuess = 4096;

    private const int LargestPooled = 1024 * 1024;

    /// <summary>The size of a message in its frame, in bytes.</summary>
    /// <param name="message">The message; its size is computed once.</param>
    /// <returns>Header and message together.</returns>
    public static int SizeOf(IMessage message) => HeaderSize + message.CalculateSize();

    /// <summary>Writes an uncompressed frame.</summary>
    /// <param name="message">The message.</param>
    /// <param name="destination">Exactly <see cref="SizeOf"/> bytes.</param>
    public static void Write(IMessage message, Span<byte> destination)
    {
        destination[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], (uint)(destination.Length - HeaderSize));
        message.WriteTo(destination[HeaderSize..]);
    }

    /// <summary>Makes a gzip-compressed frame.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The frame, for a call with <c>grpc-encoding: gzip</c>.</returns>
    public static byte[] Gzip(IMessage message)
    {
        using var result = new MemoryStream();
        result.Write(stackalloc byte[HeaderSize]);
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest, leaveOpen: true))
        {
            message.WriteTo(gzip);
        }

        var frame = result.ToArray();
        frame[0] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)(frame.Length - HeaderSize));
        return frame;
    }

    /// <summary>Parses a body that must hold exactly one frame.</summary>
    /// <typeparam name="T">The message type.</typeparam>
    /// <param name="body">The whole body.</param>
    /// <param name="encoding">The <c>grpc-encoding</c> header: null, "identity" or "gzip".</param>
    /// <param name="parser">The message's parser.</param>
    /// <param name="maxMessageSize">The largest message after decompression, in bytes.</param>
    /// <returns>The message.</returns>
    /// <exception cref="GrpcException">The frame or message is malformed, too large or in an unknown encoding.</exception>
    public static T Parse<T>(
        ReadOnlySequence<byte> body,
        string? encoding,
        MessageParser<T> parser,
        int maxMessageSize = DefaultMaxMessageSize)
        where T : IMessage<T>
    {
        if (body.Length < HeaderSize)
        {
            throw Malformed($"the body has {body.Length} bytes, a frame has at least {HeaderSize}");
        }

        Span<byte> header = stackalloc byte[HeaderSize];
        body.Slice(0, HeaderSize).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > (uint)maxMessageSize)
        {
            throw TooLarge(length, maxMessageSize);
        }

        if (body.Length != HeaderSize + length)
        {
            throw Malformed($"the frame announces {length} bytes, the body holds {body.Length - HeaderSize}");
        }

        var message = body.Slice(HeaderSize);
        try
        {
            switch (header[0])
            {
                case 0:
                    return parser.ParseFrom(message);
                case 1 when string.Equals(encoding, "gzip", StringComparison.OrdinalIgnoreCase):
                    return ParseGzip(message, parser, maxMessageSize);
                case 1:
                    throw new GrpcException(
                        GrpcStatusCode.Unimplemented,
                        $"The message is compressed with '{encoding ?? "identity"}'; supported: gzip.");
                default:
                    throw Malformed($"compressed flag {header[0]}");
            }
        }
        // Protobuf's reader of wrapped numbers lets the second kind out when a tag in one is zero.
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidOperationException)
        {
            throw new GrpcException(GrpcStatusCode.Internal, $"The message cannot be parsed: {e.Message}", null, e);
        }
    }

    /// <summary>Takes the first frame off a part of a stream.</summary>
    /// <param name="buffer">What has come so far; without the frame afterwards.</param>
    /// <param name="maxMessageSize">The largest message that may be announced, in bytes.</param>
    /// <param name="frame">The frame with its header.</param>
    /// <returns>False while the frame is not complete.</returns>
    /// <exception cref="GrpcException">A larger message is announced.</exception>
    public static bool TrySplit(
        ref ReadOnlySequence<byte> buffer, int maxMessageSize, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.Length < HeaderSize)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderSize];
        buffer.Slice(0, HeaderSize).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > (uint)maxMessageSize)
        {
            throw TooLarge(length, maxMessageSize);
        }

        if (buffer.Length < HeaderSize + length)
        {
            return false;
        }

        frame = buffer.Slice(0, HeaderSize + length);
        buffer = buffer.Slice(HeaderSize + length);
        return true;
    }

    /// <summary>Parses a compressed message without keeping what it inflates to.</summary>
    private static T ParseGzip<T>(ReadOnlySequence<byte> compressed, MessageParser<T> parser, int maxMessageSize)
        where T : IMessage<T>
    {
        var source = ArrayPool<byte>.Shared.Rent((int)compressed.Length);
        var inflated = ArrayPool<byte>.Shared.Rent(InflatedGuess);
        try
        {
            compressed.CopyTo(source);
            using var gzip = new GZipStream(
                new MemoryStream(source, 0, (int)compressed.Length, writable: false), CompressionMode.Decompress);
            var length = 0;
            int read;
            while ((read = gzip.Read(inflated, length, inflated.Length - length)) > 0)
            {
                length += read;
                // Checked while inflating: a small body can announce little and inflate to gigabytes.
                if (length > maxMessageSize)
                {
                    throw TooLarge(length, maxMessageSize);
                }

                if (length == inflated.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(2 * length);
                    inflated.AsSpan(0, length).CopyTo(larger);
                    GiveBack(inflated);
                    inflated = larger;
                }
            }

            return parser.ParseFrom(inflated.AsSpan(0, length));
        }
        catch (InvalidDataException e)
        {
            throw new GrpcException(GrpcStatusCode.Internal, $"The message is not valid gzip: {e.Message}", null, e);
        }
        finally
        {
            GiveBack(inflated);
            GiveBack(source);
        }
    }

    /// <summary>Large ones are rare and would stay in memory.</summary>
    private static void GiveBack(byte[] buffer)
    {
        if (buffer.Length <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static GrpcException Malformed(string what) =>
        new(GrpcStatusCode.Internal, $"Malformed gRPC frame: {what}.");

    private static GrpcException TooLarge(long size, int max) =>
        new(GrpcStatusCode.ResourceExhausted, $"grpc: received message larger than max ({size} vs. {max})");
}
