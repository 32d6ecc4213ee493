using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.TaskQueue.V1;
using Xunit.Abstractions;

namespace UnaryGrpc.Tests;

public sealed class GrpcFrameTests(ITestOutputHelper output)
{
    private static readonly WorkflowExecution Message = new() { WorkflowId = "id", RunId = "run" };

    [Fact]
    public void Write_ThenParse_GivesTheMessage()
    {
        var frame = new byte[GrpcFrame.SizeOf(Message)];
        GrpcFrame.Write(Message, frame);
        Assert.Equal(Message, Parse(frame));
    }

    [Fact]
    public void Gzip_ThenParse_GivesTheMessage() => Assert.Equal(Message, Parse(GrpcFrame.Gzip(Message), "gzip"));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000000001")] // announces one byte, has none
    [InlineData("000000000000")] // one byte too many
    [InlineData("0200000000")] // an unknown flag
    [InlineData("00FFFFFFFF")] // announces 4 GiB
    [InlineData("0000000002FFFF")] // not a message
    [InlineData("00000000020A7F")] // a field longer than the message
    [InlineData("0100000003010203")] // compressed without an encoding
    public void Parse_Malformed_IsARpcError(string hex) =>
        Assert.Throws<GrpcException>(() => Parse(Convert.FromHexString(hex)));

    [Fact]
    public void Parse_WrappedNumberWithZeroTag_IsARpcError() => Assert.Throws<GrpcException>(() => GrpcFrame.Parse(
        new ReadOnlySequence<byte>(Convert.FromHexString("00000000030A0100")), null, TaskQueueMetadata.Parser));

    [Fact]
    public void Parse_NotGzip_IsARpcError() =>
        Assert.Throws<GrpcException>(() => Parse(Convert.FromHexString("0100000003010203"), "gzip"));

    [Fact]
    public void Parse_GzipBomb_StopsAtTheLimit()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 100; i++)
            {
                gzip.Write(zeros);
            }
        }

        var frame = new byte[GrpcFrame.HeaderSize + compressed.Length];
        frame[0] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)compressed.Length);
        compressed.ToArray().CopyTo(frame.AsSpan(GrpcFrame.HeaderSize));
        var error = Assert.Throws<GrpcException>(() => Parse(frame, "gzip", 4 * 1024 * 1024));
        Assert.Equal(GrpcStatusCode.ResourceExhausted, error.StatusCode);
    }

    [Fact]
    public void Parse_RandomBytes_NeverEndsOtherwiseThanByARpcError()
    {
        var rounds = Environment.GetEnvironmentVariable("OPSFLOW_LONG_TESTS") == "1" ? 1_000_000 : 20_000;
        var random = new Random(1);
        var read = 0;
        for (var i = 0; i < rounds; i++)
        {
            var bytes = new byte[random.Next(0, 64)];
            random.NextBytes(bytes);
            if (bytes.Length >= GrpcFrame.HeaderSize && random.Next(2) == 0)
            {
                bytes[0] = (byte)random.Next(2);
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), (uint)(bytes.Length - GrpcFrame.HeaderSize));
            }

            try
            {
                Parse(bytes, random.Next(2) == 0 ? "gzip" : null);
                read++;
            }
            catch (GrpcException)
            {
                // The one way in which hostile bytes may end.
            }
        }

        output.WriteLine($"REPORT fuzz gRPC frames: {rounds} frames, {read} read");
        Assert.InRange(read, 1, rounds - 1);
    }

    private static WorkflowExecution Parse(byte[] bytes, string? encoding = null, int max = GrpcFrame.DefaultMaxMessageSize) =>
        GrpcFrame.Parse(new ReadOnlySequence<byte>(bytes), encoding, WorkflowExecution.Parser, max);
}
