using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Temporalio.Runtime.Metrics;

/// <summary>OTLP's request with one <c>ResourceMetrics</c>; also stands for the response, which nothing is read of.</summary>
internal sealed class OtlpRequest : IMessage<OtlpRequest>, IBufferMessage
{
    private const byte ResourceMetricsTag = (1 << 3) | (byte)WireFormat.WireType.LengthDelimited;

    /// <summary>Reads a response.</summary>
    public static MessageParser<OtlpRequest> Parser { get; } = new(() => new());

    /// <summary>The metrics.</summary>
    public ByteString Metrics { get; init; } = ByteString.Empty;

    /// <inheritdoc/>
    public MessageDescriptor Descriptor => throw new NotSupportedException("Written by hand");

    /// <inheritdoc/>
    public int CalculateSize() => 1 + CodedOutputStream.ComputeBytesSize(Metrics);

    /// <inheritdoc/>
    public OtlpRequest Clone() => new() { Metrics = Metrics };

    /// <inheritdoc/>
    public bool Equals(OtlpRequest? other) => other is not null && other.Metrics == Metrics;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OtlpRequest);

    /// <inheritdoc/>
    public override int GetHashCode() => Metrics.GetHashCode();

    /// <inheritdoc/>
    public void InternalMergeFrom(ref ParseContext ctx)
    {
        while (ctx.ReadTag() != 0)
        {
            UnknownFieldSet.MergeFieldFrom(null, ref ctx);
        }
    }

    /// <inheritdoc/>
    public void InternalWriteTo(ref WriteContext ctx)
    {
        ctx.WriteRawTag(ResourceMetricsTag);
        ctx.WriteBytes(Metrics);
    }

    /// <inheritdoc/>
    public void MergeFrom(OtlpRequest message) => throw new NotSupportedException("Never merged");

    /// <inheritdoc/>
    public void MergeFrom(CodedInputStream input) => input.ReadRawMessage(this);

    /// <inheritdoc/>
    public void WriteTo(CodedOutputStream output) => output.WriteRawMessage(this);
}
